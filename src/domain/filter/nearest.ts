/** At most two of the names that are spelt like this one, the nearest first. */
export function nearest(name: string, names: readonly string[]): string[] {
  const given = name.toLowerCase()
  // Nobody's slip of the finger is that long, and distances cost the product of lengths.
  if (given.length === 0 || given.length > 40) return []
  return names
    .map((candidate) => ({ candidate, far: distance(given, candidate.toLowerCase()) }))
    .filter(({ candidate, far }) => far <= Math.max(1, Math.floor(Math.max(given.length, candidate.length) / 2.5)))
    .sort((a, b) => a.far - b.far)
    .slice(0, 2)
    .map(({ candidate }) => candidate)
}

/** Letters to add, leave out or change; a beginning costs half, since names are often cut short. */
function distance(a: string, b: string): number {
  if (b.startsWith(a) && a.length > 1) return 0.5
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
}
