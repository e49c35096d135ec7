/** Splits a batch into rounds in which no key stands twice; items of one key keep their order over the rounds. */
export function rounds<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const seen = new Map<string, number>()
  const out: T[][] = []
  for (const item of items) {
    const key = keyOf(item)
    const round = seen.get(key) ?? 0
    seen.set(key, round + 1)
    const list = out[round]
    if (list === undefined) out.push([item])
    else list.push(item)
  }
  return out
}
