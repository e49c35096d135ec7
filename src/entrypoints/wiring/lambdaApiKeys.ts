import { SsmParameter, ssmClient } from '../../adapters/aws/ssm/ssmParameter.js'
import type { ApiKey } from '../../adapters/node/auth/apiKey.js'
import { KeptApiKeys } from '../../adapters/node/auth/keptApiKeys.js'
import type { Telemetry } from '../../ports/telemetry.js'

/** Hashed API keys that a parameter of SSM holds, which `parse` reads; it throws where they are not what they should be. */
export function lambdaApiKeys(
  name: string,
  parse: (text: string) => readonly ApiKey[],
  telemetry: Pick<Telemetry, 'fault'>,
): KeptApiKeys {
  const parameter = new SsmParameter({ client: ssmClient(), name })
  return new KeptApiKeys({
    read: async () => parse(await parameter.read()),
    onFault: (fault) => telemetry.fault('api keys', fault),
    now: Date.now,
  })
}
