const units: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['b', 1],
  ['k', 2 ** 10],
  ['m', 2 ** 20],
  ['g', 2 ** 30],
  ['t', 2 ** 40],
])

/** Bytes from `536870912`, `512MB`, `512 MiB`, `1.5g`; a unit is 1,024 of the smaller one. Undefined where it is no size. */
export function parseSize(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? value : undefined
  if (typeof value !== 'string') return undefined
  const found = /^(\d+(?:\.\d+)?)\s*(?:([kmgt])(?:i?b)?|b)?$/i.exec(value.trim())
  if (found === null) return undefined
  const bytes = Math.round(Number(found[1]) * (units.get((found[2] ?? '').toLowerCase()) ?? 1))
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined
}
