import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { BackendFault } from '../../../ports/backendFault.js'
import { keptAlive } from '../keptAlive.js'

/** Of the request that an authorizer has to answer, this may take a part. */
const timeoutMs = 2_000

export function ssmClient(): SSMClient {
  return new SSMClient({ maxAttempts: 2, requestHandler: keptAlive(2, timeoutMs) })
}

/** SSM has one of that name, and lets this role read it, or else no repeated call will help. */
const refusing: ReadonlySet<string> = new Set(['ParameterNotFound', 'AccessDeniedException', 'InvalidKeyId'])

/** One parameter of Systems Manager, a `String` or a `SecureString`. */
export class SsmParameter {
  readonly #client: Pick<SSMClient, 'send'>
  readonly #name: string

  constructor({ client, name }: { readonly client: Pick<SSMClient, 'send'>; readonly name: string }) {
    this.#client = client
    this.#name = name
  }

  /** Its value as it is now. Throws a `BackendFault`, whose message has neither name nor value. */
  async read(): Promise<string> {
    try {
      const asked = new GetParameterCommand({ Name: this.#name, WithDecryption: true })
      const { Parameter } = await this.#client.send(asked)
      return Parameter?.Value ?? ''
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown'
      throw new BackendFault(`SSM did not hand out the parameter: ${name}`, refusing.has(name) ? 'refused' : 'away')
    }
  }
}
