import type { Hit } from '../../src/domain/document/hit.js'
import { isObject, type Json, type JsonObject } from '../../src/domain/json.js'

/** A condition and a document. */
export interface Pair {
  readonly where: JsonObject
  readonly hit: Hit
}

/** Says of each pair whether two sides still disagree on it. */
export type StillDiffers = (pairs: readonly Pair[]) => Promise<readonly boolean[]>

const atOnce = 50
/** All of them have to be fewer than are answered to one question. */
const mostTries = 4000

/** The smallest pair that is found to differ: parts are left out of it, many ways at a time, as long as it does. */
export async function smallest(pair: Pair, stillDiffers: StillDiffers): Promise<Pair> {
  let best = pair
  let tries = 0
  for (;;) {
    const smaller = [...smallerPairs(best)].sort((a, b) => sizeOf(a) - sizeOf(b))
    let next: Pair | undefined
    for (let i = 0; i < smaller.length && next === undefined; i += atOnce) {
      const some = smaller.slice(i, i + atOnce)
      tries += some.length
      if (tries > mostTries) return best
      const differ = await stillDiffers(some)
      next = some.find((_, j) => differ[j])
    }
    if (next === undefined) return best
    best = next
  }
}

function sizeOf({ where, hit }: Pair): number {
  return JSON.stringify(where).length + JSON.stringify(hit).length
}

function* smallerPairs(pair: Pair): Generator<Pair> {
  const { '@timestamp': timestamp, eventId, ingestedAt, version, ...fields } = pair.hit
  const own = { '@timestamp': timestamp, eventId, ingestedAt, version }
  for (const less of smallerJson(fields)) yield { ...pair, hit: { ...(less as JsonObject), ...own } }
  for (const less of smallerJson(pair.where)) if (isObject(less)) yield { ...pair, where: less }
}

/** A value with less in it. */
function* smallerJson(json: Json): Generator<Json> {
  if (typeof json === 'string') yield* parts([...json]).map((characters) => characters.join(''))
  else if (Array.isArray(json)) {
    const items = json as readonly Json[]
    yield* parts(items)
    yield* items
    for (const [i, item] of items.entries()) for (const less of smallerJson(item)) yield items.with(i, less)
  } else if (isObject(json)) {
    const entries = Object.entries(json)
    for (const some of parts(entries)) yield Object.fromEntries(some)
    for (const [name, inner] of entries) {
      if (name === 'not') yield inner as Json
      if (name === 'and' || name === 'or') yield* inner as Json[]
      for (const less of smallerJson(inner as Json)) yield { ...json, ...Object.fromEntries([[name, less]]) }
    }
  }
}

/** Halves of a list, then the list without one item. */
function parts<T>(of: readonly T[]): T[][] {
  if (of.length === 0) return []
  const middle = of.length >> 1
  const halves = of.length > 2 ? [of.slice(0, middle), of.slice(middle)] : []
  return [...halves, ...of.slice(0, 64).map((_, i) => of.toSpliced(i, 1))]
}
