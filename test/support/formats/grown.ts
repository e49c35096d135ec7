/** What a later version may add to each object: a name that this version does not know. */
export const added = { fromALaterVersion: { deep: [1, { deeper: true }] } } as const

/** The same JSON with that in every object; `keep` says which objects hold names of their own and stay as they are. */
export function grown<T>(json: T, keep: (path: readonly string[]) => boolean = () => false, path: string[] = []): T {
  if (keep(path)) return json
  if (Array.isArray(json)) return json.map((item, i) => grown(item, keep, [...path, String(i)])) as T
  if (typeof json !== 'object' || json === null) return json
  const entries = Object.entries(json).map(([name, value]) => [name, grown(value, keep, [...path, name])] as const)
  return Object.fromEntries([...entries, ...Object.entries(added)]) as T
}

/** Without it again: what must come out is what came out before. */
export function ungrown<T>(json: T): T {
  if (Array.isArray(json)) return json.map(ungrown) as T
  if (typeof json !== 'object' || json === null) return json
  const entries = Object.entries(json).filter(([name]) => !Object.hasOwn(added, name))
  return Object.fromEntries(entries.map(([name, value]) => [name, ungrown(value)])) as T
}
