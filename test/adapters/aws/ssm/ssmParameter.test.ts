import { ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm'
import { describe, expect, it } from 'vitest'
import { SsmParameter } from '../../../../src/adapters/aws/ssm/ssmParameter.js'
import { BackendFault } from '../../../../src/ports/backendFault.js'

/** A service that answers as told. */
function open(answer: () => object) {
  const client = new SSMClient({ region: 'eu-central-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } })
  const asked: object[] = []
  client.middlewareStack.add(
    () => async (args) => {
      asked.push(args.input)
      return { output: { $metadata: {}, ...answer() } as never, response: {} }
    },
    { step: 'initialize', name: 'answer' },
  )
  return { asked, parameter: new SsmParameter({ client, name: '/deltaboard/api-keys' }) }
}

describe('SsmParameter', () => {
  it('reads one parameter by its name, in clear where it is encrypted', async () => {
    const { asked, parameter } = open(() => ({ Parameter: { Value: '[1]' } }))
    expect(await parameter.read()).toBe('[1]')
    expect(asked).toEqual([{ Name: '/deltaboard/api-keys', WithDecryption: true }])
  })

  it.each([
    ['refused', new ParameterNotFound({ $metadata: {}, message: '/deltaboard/api-keys' })],
    ['refused', Object.assign(new Error('arn:aws:iam::1:role/x is not authorized'), { name: 'AccessDeniedException' })],
    ['away', Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:443'), { name: 'TimeoutError' })],
  ] as const)('says that it was %s, and nothing of the parameter', async (kind, thrown) => {
    const { parameter } = open(() => {
      throw thrown
    })
    const fault = await parameter.read().catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(BackendFault)
    expect(fault).toMatchObject({ kind, message: `SSM did not hand out the parameter: ${thrown.name}` })
  })
})
