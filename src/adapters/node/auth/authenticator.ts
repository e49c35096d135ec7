import type { Refusal } from '../../../domain/refusal.js'
import type { Identity } from '../../../domain/rights/identity.js'
import type { Authenticator, Credential } from '../../../ports/authenticator.js'
import type { ApiKey } from './apiKey.js'
import { ApiKeys } from './apiKeys.js'
import type { KeptApiKeys } from './keptApiKeys.js'
import { type TokenSettings, Tokens } from './tokens.js'

export interface AuthenticatorSettings {
  /** Nobody needs a credential, and none is looked at. */
  readonly open: boolean
  readonly apiKeys: readonly ApiKey[]
  /** Keys that are kept elsewhere, besides. */
  readonly keptKeys?: Pick<KeptApiKeys, 'find'>
  readonly jwt?: TokenSettings
  /** Epoch milliseconds. */
  readonly now: () => number
}

const anyone: Identity = { subject: 'anyone', claims: {}, expiresAt: Infinity, scopes: ['read', 'write', 'admin'] }
const unauthorized = { refused: { code: 'unauthorized', message: 'the credential was refused' } }
const unavailable = { refused: { code: 'unavailable', message: 'keys cannot be looked up now' } }
const missing = { refused: { code: 'unauthorized', message: 'a credential is needed' } }

/** API keys and tokens behind one door. */
export function createAuthenticator({ open, apiKeys, jwt, keptKeys, now }: AuthenticatorSettings): Authenticator {
  const keys = new ApiKeys(apiKeys)
  const tokens = jwt === undefined ? undefined : new Tokens(jwt, now)
  return {
    async verify(credential: Credential | undefined): Promise<Identity | { readonly refused: Refusal }> {
      if (open) return anyone
      if (credential === undefined) return missing
      if (credential.kind === 'key') {
        const key = keys.find(credential.key) ?? (await keptKeys?.find(credential.key))
        return key === 'unknown' ? unavailable : (identityOf(key) ?? unauthorized)
      }
      if (tokens === undefined) return unauthorized
      const verified = await tokens.verify(credential.token)
      return verified.ok ? verified.value : { refused: verified.refusal }
    },
  }
}

function identityOf(key: ApiKey | undefined): Identity | undefined {
  if (key === undefined) return undefined
  return { subject: `key:${key.name}`, claims: key.claims, expiresAt: Infinity, scopes: key.scopes }
}
