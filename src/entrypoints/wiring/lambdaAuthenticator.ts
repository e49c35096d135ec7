import type { ApiKey } from '../../adapters/node/auth/apiKey.js'
import { createAuthenticator } from '../../adapters/node/auth/authenticator.js'
import type { KeptApiKeys } from '../../adapters/node/auth/keptApiKeys.js'
import type { AccessRules } from '../../domain/rights/accessRules.js'
import { claimNames, claimsNamed } from '../../domain/rights/claimNames.js'
import type { Authenticator } from '../../ports/authenticator.js'
import type { JwtSettings } from '../config/config.js'

export interface LambdaCredentials {
  /** Nobody needs one. */
  readonly open: boolean
  readonly apiKeys: readonly ApiKey[]
  /** Those that SSM keeps. */
  readonly keptKeys?: Pick<KeptApiKeys, 'find'> | undefined
  readonly jwt: JwtSettings | undefined
}

/** Proves who is there, and keeps of their claims only those that the rules use: an authorizer's answer is small. */
export function lambdaAuthenticator(
  { apiKeys, jwt, keptKeys, open }: LambdaCredentials,
  access: AccessRules,
): Authenticator {
  const names = claimNames(access)
  const given = { ...(jwt === undefined ? {} : { jwt }), ...(keptKeys === undefined ? {} : { keptKeys }) }
  const whole = createAuthenticator({ open, apiKeys, now: Date.now, ...given })
  return {
    async verify(credential) {
      const identity = await whole.verify(credential)
      return 'refused' in identity ? identity : { ...identity, claims: claimsNamed(identity.claims, names) }
    },
  }
}
