import assert from 'node:assert/strict'
import type { Client } from '@opensearch-project/opensearch'
import { OpenSearchHitIndex } from '../../../../src/adapters/opensearch/openSearchHitIndex.js'
import { CatchUp } from '../../../../src/application/session/catchUp.js'
import type { Hit, Position } from '../../../../src/domain/document/hit.js'
import { defaultSchema } from '../../../../src/domain/fields.js'
import { ManualClock } from '../../../support/manualClock.js'
import { World } from '../../../support/world.js'
import { ModelTurns } from '../../world/modelTurns.js'
import { version, viewing } from './telling.js'

/** Somebody asks while a refresh runs that began before what he must see was written. */
export async function askedDuringARefresh(): Promise<void> {
  const clock = new ManualClock()
  let written = 1
  let seen = 0
  let begins = () => {}
  const begun = new Promise<void>((resolve) => {
    begins = resolve
  })
  const refresh = async () => {
    const found = written
    begins()
    await new Promise((resolve) => setImmediate(resolve))
    seen = found
  }
  const index = { capabilities: { refresh: 'on-demand', durable: 'process' } as const, refresh }
  const pause = async (ms: number) => clock.advance(ms)
  const catchUp = new CatchUp({ index, turns: new ModelTurns(clock), pause })
  const first = catchUp.caughtUp()
  await begun
  written = 2
  await catchUp.caughtUp()
  assert.equal(seen, 2)
  await first
}

/** A document comes between two pages. */
export async function oneComesBetweenPages(): Promise<void> {
  const world = new World()
  await world.connect('a')
  const emit = (eventId: string, seconds: number) =>
    world.emit([{ eventId, timestamp: new Date(world.clock.now() + seconds * 1000).toISOString() }])
  for (const [i, id] of ['a', 'b', 'c', 'd'].entries()) await emit(id, -10 - i)
  const seen: string[] = []
  const page = async (before?: Position) => {
    const from = before === undefined ? {} : { before }
    const [told] = await world.ask('a', { action: 'older', ref: 'o', query: {}, limit: 2, ...from })
    assert.ok(told?.type === 'older')
    seen.push(...told.hits.map((hit) => hit.eventId))
    return told.end
  }
  const end = await page()
  await emit('new', -5)
  await world.index.refresh()
  await page(end)
  assert.deepEqual(seen, ['a', 'b', 'c', 'd'])
}

/** OpenSearch, one shard of which fails: what it answers where part of an answer is welcome, and where it isn't. */
function halfOf(hits: readonly Hit[]): Client {
  const request = async ({ querystring }: { querystring: { allow_partial_search_results?: boolean } }) => {
    if (querystring.allow_partial_search_results === false) throw new Error('all shards failed')
    const found = { total: { value: hits.length }, hits: hits.map((hit) => ({ _source: hit })) }
    return { body: { timed_out: false, _shards: { failed: 1 }, hits: found } }
  }
  return { transport: { request } } as unknown as Client
}

/** A view is verified while a shard of the index fails. */
export async function shardFails(): Promise<void> {
  const world = new World()
  await world.emit([version(1, 'in')])
  world.deltas.length = 0
  const viewer = await viewing(world)
  assert.deepEqual(viewer.shows, ['24/e v1'])
  const readPatience = { baseMs: 0, mostMs: 0, budgetMs: 0 }
  const shared = { schema: defaultSchema, clock: world.clock, retentionMs: 86_400_000 }
  const broken = new OpenSearchHitIndex({ ...shared, client: halfOf([]), serverless: true, readPatience })
  world.index.search = (where, request) => broken.search(where, request)
  await viewer.verify()
  assert.deepEqual(viewer.shows, ['24/e v1'])
}
