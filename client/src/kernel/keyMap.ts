const buckets = 256
type Entry<V> = readonly [key: string, value: V]

/**
 * A map by key as a value: `with` and `without` answer another map and leave this one as it is. A change copies one
 * short bucket and the table, not thousands of entries, so that a step a message stays cheap at 1,000 messages/s.
 */
export class KeyMap<V> {
  readonly size: number
  readonly #table: readonly (readonly Entry<V>[] | undefined)[]

  constructor(table: readonly (readonly Entry<V>[] | undefined)[] = [], size = 0) {
    this.#table = table
    this.size = size
  }

  get(key: string): V | undefined {
    for (const entry of this.#table[bucketOf(key)] ?? []) if (entry[0] === key) return entry[1]
    return undefined
  }

  has(key: string): boolean {
    return this.#table[bucketOf(key)]?.some((entry) => entry[0] === key) ?? false
  }

  with(key: string, value: V): KeyMap<V> {
    const at = bucketOf(key)
    const others = (this.#table[at] ?? []).filter((entry) => entry[0] !== key)
    const grown = others.length === (this.#table[at]?.length ?? 0)
    return this.#replace(at, [...others, [key, value]], this.size + (grown ? 1 : 0))
  }

  without(key: string): KeyMap<V> {
    if (!this.has(key)) return this
    const at = bucketOf(key)
    return this.#replace(
      at,
      this.#table[at]?.filter((entry) => entry[0] !== key),
      this.size - 1,
    )
  }

  /** In no particular order. */
  entries(): Entry<V>[] {
    return this.#table.flatMap((bucket) => bucket ?? [])
  }

  #replace(at: number, bucket: readonly Entry<V>[] | undefined, size: number): KeyMap<V> {
    const table = this.#table.slice()
    while (table.length <= at) table.push(undefined)
    table[at] = bucket
    return new KeyMap(table, size)
  }
}

/** FNV-1a over the UTF-16 units. */
function bucketOf(key: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  return (hash ^ (hash >>> 16)) & (buckets - 1)
}
