const buckets = 256

/**
 * A map by key as a value: `with` and `without` answer another map and leave this one as it is. A change copies one
 * small bucket and the table, not thousands of entries, so that a step a message stays cheap at 1,000 messages/s.
 */
export class KeyMap<V> {
  readonly size: number
  readonly #table: readonly (ReadonlyMap<string, V> | undefined)[]

  constructor(table: readonly (ReadonlyMap<string, V> | undefined)[] = [], size = 0) {
    this.#table = table
    this.size = size
  }

  get(key: string): V | undefined {
    return this.#table[bucketOf(key)]?.get(key)
  }

  with(key: string, value: V): KeyMap<V> {
    return this.#change(key, (bucket) => bucket.set(key, value))
  }

  without(key: string): KeyMap<V> {
    return this.get(key) === undefined ? this : this.#change(key, (bucket) => bucket.delete(key))
  }

  /** In no particular order. */
  keys(): string[] {
    return this.#table.flatMap((bucket) => [...(bucket?.keys() ?? [])])
  }

  #change(key: string, change: (bucket: Map<string, V>) => void): KeyMap<V> {
    const table = [...this.#table]
    const at = bucketOf(key)
    const bucket = new Map(table[at])
    const size = this.size - bucket.size
    change(bucket)
    table[at] = bucket
    return new KeyMap(table, size + bucket.size)
  }
}

/** FNV-1a over the UTF-16 units. */
function bucketOf(key: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  return (hash ^ (hash >>> 16)) & (buckets - 1)
}
