import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose'
import type { Json, JsonObject } from '../../../domain/json.js'
import { ok, type Result, refuse } from '../../../domain/refusal.js'
import type { Identity } from '../../../domain/rights/identity.js'
import { isAccessToken, isFor } from './accessToken.js'

export interface TokenSettings {
  /** URL of the issuer's key set. */
  readonly jwks: string
  readonly issuer: string
  readonly audience: string
}

/** Signatures by a private key only: with a shared secret, or `none`, whoever checks could also make them. */
const algorithms = ['RS256', 'ES256', 'EdDSA']
/** Longer than any honest token; the rest is not worth hashing. */
const longestToken = 16_384
/** Seconds that an issuer's clock may be ahead where it says when it made a token. */
const mostAhead = 300
/** The end of the year 9999, in seconds: what lies beyond is no time, such as one in milliseconds. */
const lastSecond = 253_402_300_799

/** Verifies JWTs of one issuer for one audience. Keys are fetched when first needed, and kept. */
export class Tokens {
  readonly #settings: TokenSettings
  readonly #keys: JWTVerifyGetKey
  readonly #now: () => number

  constructor(settings: TokenSettings, now: () => number, keys?: JWTVerifyGetKey) {
    this.#settings = settings
    this.#now = now
    this.#keys = keys ?? createRemoteJWKSet(new URL(settings.jwks), { timeoutDuration: 5000, cooldownDuration: 10_000 })
  }

  /** Refused `unauthorized`, without saying why; `unavailable` where the issuer's keys could not be had. */
  async verify(token: string): Promise<Result<Identity>> {
    if (token.length > longestToken) return unauthorized
    try {
      const now = this.#now()
      const { payload, protectedHeader } = await jwtVerify(token, this.#keys, {
        algorithms,
        issuer: this.#settings.issuer,
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(now),
      })
      // JSON by its making: jose parsed it from the token.
      const claims = payload as { readonly [claim: string]: Json } satisfies JsonObject
      if (!isAccessToken(protectedHeader, claims) || !isFor(this.#settings.audience, claims)) return unauthorized
      const { sub, exp, iat = 0 } = payload
      if (typeof sub !== 'string' || sub === '' || typeof exp !== 'number' || exp > lastSecond) return unauthorized
      if (iat > now / 1000 + mostAhead) return unauthorized
      // It may end at a fraction of a second (RFC 7519), and stores count whole milliseconds.
      return ok({ subject: sub, claims, expiresAt: Math.floor(exp * 1000), scopes: ['read'] })
    } catch (fault) {
      return isOfToken(fault) ? unauthorized : unavailable
    }
  }
}

const unauthorized = refuse('unauthorized', 'the credential was refused')
const unavailable = refuse('unavailable', 'the keys of the token issuer could not be fetched')

/** A fault of the token; anything else (the network, the issuer's answer) may be over in a moment. */
function isOfToken(fault: unknown): boolean {
  return (
    fault instanceof errors.JOSEError &&
    !(fault instanceof errors.JWKSTimeout) &&
    !(fault instanceof errors.JWKSInvalid) &&
    fault.code !== 'ERR_JOSE_GENERIC'
  )
}
