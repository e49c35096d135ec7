import { createHash, timingSafeEqual } from 'node:crypto'
import type { ApiKey } from './apiKey.js'

/** Finds whose key it is. Every stored hash is compared, in constant time, whether or not one has matched. */
export class ApiKeys {
  readonly #keys: readonly { readonly key: ApiKey; readonly digest: Buffer }[]

  constructor(keys: readonly ApiKey[]) {
    this.#keys = keys.map((key) => ({ key, digest: Buffer.from(key.hash.slice('sha256:'.length), 'hex') }))
  }

  get size(): number {
    return this.#keys.length
  }

  find(shown: string): ApiKey | undefined {
    const digest = createHash('sha256').update(shown, 'utf8').digest()
    let found: ApiKey | undefined
    for (const { key, digest: stored } of this.#keys) if (timingSafeEqual(stored, digest)) found = key
    return found
  }
}
