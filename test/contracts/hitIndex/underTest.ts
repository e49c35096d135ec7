import type { Hit, Key, Stored } from '../../../src/domain/document/hit.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import type { Schema } from '../../../src/domain/fields.js'
import type { Json } from '../../../src/domain/json.js'
import { parseWhere } from '../../../src/domain/query/parse.js'
import type { Where } from '../../../src/domain/query/where.js'
import type { HitIndex, Written } from '../../../src/ports/hitIndex.js'
import type { ManualClock } from '../../support/manualClock.js'

export interface IndexOptions {
  readonly schema: Schema
  readonly retentionMs: number
}

/** An index, empty, with the clock that it looks at. */
export interface IndexUnderTest {
  readonly index: HitIndex
  readonly clock: ManualClock
  close(): Promise<void>
}

/** What adapters may promise differently. */
export interface IndexPromises {
  /** `hidden`: answered no longer, from the millisecond on. `kept`: until the store deletes their day, on its own. */
  readonly retention: 'hidden' | 'kept'
  /** How many generated cases a law is tried with. */
  readonly runs: number
}

export type Open = (options: IndexOptions) => Promise<IndexUnderTest>

export const dayMs = 86_400_000

/** Opens an index, hands it to the test, and closes it whatever happened. */
export async function using(
  open: Open,
  schema: Schema,
  test: (under: IndexUnderTest) => Promise<void>,
  retentionMs = 14 * dayMs,
): Promise<void> {
  const under = await open({ schema, retentionMs })
  try {
    await under.index.prepare()
    await test(under)
  } finally {
    await under.close()
  }
}

/** Creates each document, or replaces the one of its key; `earlier` holds the replaced one. */
export async function put(index: HitIndex, hits: readonly Hit[]): Promise<readonly Written[]> {
  const outcomes: Written[] = []
  for (const hit of hits) {
    const key = keyOf(hit)
    const held = (await index.get([key])).get(key)
    const next = stored(hit, held?.stored.hit)
    const write = held === undefined ? { key, next } : { key, next, token: held.token }
    outcomes.push(...(await index.write([write])))
  }
  await index.refresh()
  return outcomes
}

/** Creates all of them in one call, and makes them visible. */
export async function create(index: HitIndex, hits: readonly Hit[]): Promise<readonly Written[]> {
  const outcomes = await index.write(hits.map((hit) => ({ key: keyOf(hit), next: stored(hit) })))
  await index.refresh()
  return outcomes
}

export function stored(hit: Hit, before?: Hit): Stored {
  return { hit, earlier: before === undefined ? [] : [{ hit: before, at: hit.ingestedAt }] }
}

export function where(json: Json, schema: Schema): Where {
  const parsed = parseWhere(json, schema)
  if (!parsed.ok) throw new Error(`${parsed.refusal.path}: ${parsed.refusal.message}`)
  return parsed.value
}

/** A document as JSON tells it: -0 is 0. */
export function asTold<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

export const everything: Where = { op: 'all' }

export function ids(hits: readonly Hit[]): readonly string[] {
  return hits.map((hit) => hit.eventId)
}

export function keys(hits: readonly Hit[]): readonly Key[] {
  return hits.map(keyOf)
}
