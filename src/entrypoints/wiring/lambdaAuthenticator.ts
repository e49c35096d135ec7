import type { ApiKey } from '../../adapters/node/auth/apiKey.js'
import { createAuthenticator } from '../../adapters/node/auth/authenticator.js'
import type { AccessRules } from '../../domain/rights/accessRules.js'
import { claimNames, claimsNamed } from '../../domain/rights/claimNames.js'
import type { Authenticator } from '../../ports/authenticator.js'
import type { JwtSettings } from '../config/config.js'

export interface LambdaCredentials {
  /** Nobody needs one. */
  readonly open: boolean
  readonly apiKeys: readonly ApiKey[]
  readonly jwt: JwtSettings | undefined
}

/** Proves who is there, and keeps of their claims only those that the rules use: an authorizer's answer is small. */
export function lambdaAuthenticator({ apiKeys, jwt, open }: LambdaCredentials, access: AccessRules): Authenticator {
  const names = claimNames(access)
  const whole = createAuthenticator({ open, apiKeys, now: Date.now, ...(jwt === undefined ? {} : { jwt }) })
  return {
    async verify(credential) {
      const identity = await whole.verify(credential)
      return 'refused' in identity ? identity : { ...identity, claims: claimsNamed(identity.claims, names) }
    },
  }
}
