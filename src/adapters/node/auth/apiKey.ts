import type { JsonObject } from '../../../domain/json.js'
import type { Scope } from '../../../domain/rights/identity.js'

/** An API key as it is stored: only a hash of it. */
export interface ApiKey {
  /** Whose it is; the subject of its holder. */
  readonly name: string
  /** `sha256:` and the hex digest of the whole key. Keys are random, so no salt is needed. */
  readonly hash: string
  readonly scopes: readonly Scope[]
  /** For the access rules. */
  readonly claims: JsonObject
}

/** Of a producer that signs PutEvents (SigV4): the secret is needed in clear to check a signature. */
export interface ProducerKey {
  readonly name: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}
