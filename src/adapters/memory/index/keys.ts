import type { Key } from '../../../domain/document/hit.js'

const shards = 64

/**
 * Where each key's document is. In 64 Maps, since one Map of a million entries stops the process for a tenth of a
 * second when it grows.
 */
export class Keys {
  readonly #maps: readonly Map<Key, number>[] = Array.from({ length: shards }, () => new Map<Key, number>())

  get(key: Key): number | undefined {
    return this.#map(key).get(key)
  }

  set(key: Key, slot: number): void {
    this.#map(key).set(key, slot)
  }

  delete(key: Key): void {
    this.#map(key).delete(key)
  }

  #map(key: Key): Map<Key, number> {
    // Ids differ most at their end.
    const end = key.length - 1
    const mixed = key.charCodeAt(end) + 31 * (key.charCodeAt(end - 1) + 31 * key.charCodeAt(end - 2))
    return this.#maps[mixed & (shards - 1)] as Map<Key, number>
  }
}
