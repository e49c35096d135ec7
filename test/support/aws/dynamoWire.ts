import type { Item } from './dynamoItemBytes.js'

type Attribute = Readonly<Record<string, unknown>>

/** A call or an answer of DynamoDB's JSON protocol, with attributes as plain values: `{"S": "a"}` is `'a'`. */
export function plainly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainly)
  if (typeof value !== 'object' || value === null) return value
  const [[kind, inner] = [], ...more] = Object.entries(value)
  if (kind !== undefined && more.length === 0 && kind in kinds) return kinds[kind]?.(inner)
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, plainly(held)]))
}

const kinds: Readonly<Record<string, (inner: unknown) => unknown>> = {
  S: (text) => text,
  N: Number,
  BOOL: (is) => is,
  NULL: () => null,
  L: (list) => (list as readonly Attribute[]).map(plainly),
  M: (map) => Object.fromEntries(Object.entries(map as Item).map(([name, held]) => [name, plainly(held)])),
}
