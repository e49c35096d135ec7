import { expect, test } from 'vitest'
import { keyOf } from '../../../src/domain/document/identity.js'
import { isUnavailable } from '../../../src/ports/backendFault.js'
import { create, everything, ids, stored } from '../../contracts/hitIndex/underTest.js'
import { hit } from '../../support/hits.js'
import { useOpenSearch } from './cluster.js'
import { withIndex } from './opened.js'
import { first, isBulk, type Reply, type Rule, type Seen } from './proxy.js'

const cluster = useOpenSearch()

const ten = Array.from({ length: 10 }, (_, i) => hit({ eventId: `e${i}`, status: i }))
const tooMany: Reply = { status: 429, body: { error: { type: 'rejected_execution_exception', reason: 'full' } } }
const away: Reply = { status: 503, body: { error: { type: 'no_shard_available_action_exception' } } }
const short = { baseMs: 5, mostMs: 20, budgetMs: 300 }
const idsSent = ({ body }: Seen) => [...body.matchAll(/"_id":"(e\d)"/g)].map((match) => match[1])

for (const [name, reply] of [
  ['429', tooMany],
  ['503', away],
] as const) {
  test(`a bulk answered ${name} is sent again, and all of it is written once`, () =>
    withIndex(cluster, {}, async ({ index, proxy }) => {
      proxy.rule = first(3, isBulk, () => reply)
      expect(await create(index, ten)).toEqual(ten.map(() => 'written'))
      expect(proxy.seen.filter(isBulk)).toHaveLength(4)
      const { hits, total } = await index.search(everything, { limit: 20 })
      expect(total).toBe(10)
      expect(hits.every((one) => one.version === 1)).toBe(true)
    }))
}

test('of half a bulk, only the half that had no room is sent again; the other is not', () =>
  withIndex(cluster, {}, async ({ index, proxy }) => {
    proxy.rule = first(1, isBulk, halfABulk)
    expect(await create(index, ten)).toEqual(ten.map(() => 'written'))
    expect(proxy.seen.filter(isBulk).map(idsSent)).toEqual([
      ten.map((one) => one.eventId),
      ['e1', 'e3', 'e5', 'e7', 'e9'],
    ])
    expect((await index.search(everything, { limit: 20 })).total).toBe(10)
  }))

test('what stays without room is handed back when the budget is spent; all others are through', () =>
  withIndex(cluster, { writePatience: short }, async ({ index, proxy }) => {
    proxy.rule = first(Number.POSITIVE_INFINITY, isBulk, halfABulk)
    const outcomes = await create(index, ten.slice(0, 2))
    expect(outcomes).toEqual(['written', { retry: expect.objectContaining({ status: 429 }) }])
    expect(ids((await index.search(everything, { limit: 20 })).hits)).toEqual(['e0'])
  }))

test('a write whose answer is lost is no conflict with itself', () =>
  withIndex(cluster, {}, async ({ index, proxy }) => {
    proxy.rule = first(1, isBulk, lostAnswer)
    expect(await create(index, ten)).toEqual(ten.map(() => 'written'))
    const one = ten[0] as (typeof ten)[0]
    const { token } = (await index.get([keyOf(one)])).get(keyOf(one)) as { token: string }
    proxy.rule = first(1, isBulk, lostAnswer)
    const next = stored({ ...one, version: 2 }, one)
    expect(await index.write([{ key: keyOf(one), next, token }])).toEqual(['written'])
    expect((await index.get([keyOf(one)])).get(keyOf(one))?.stored).toEqual(next)
  }))

test("a write that was tried before is in conflict with another's", () =>
  withIndex(cluster, {}, async ({ index, proxy }) => {
    const [one] = ten as [(typeof ten)[0]]
    expect(await create(index, [one])).toEqual(['written'])
    proxy.rule = first(1, isBulk, () => tooMany)
    expect(await create(index, [{ ...one, ingestedAt: '2026-11-24T09:30:00.101Z' }])).toEqual(['conflict'])
  }))

test('a request too large is cut into smaller ones; a document too large alone is refused', () =>
  withIndex(cluster, {}, async ({ index, proxy }) => {
    const tooLarge: Reply = { status: 413, body: { error: 'too large' } }
    proxy.rule = (seen) =>
      isBulk(seen) && (idsSent(seen).length > 3 || seen.body.includes('"e7"')) ? tooLarge : undefined
    const outcomes = await create(index, ten)
    expect(outcomes[7]).toEqual({ refused: { code: 'index_refused', message: expect.stringContaining('413') } })
    expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(9)
  }))

test('an id that makes the server refuse the whole request is refused alone', () =>
  withIndex(cluster, {}, async ({ index }) => {
    const long = hit({ eventId: 'x'.repeat(513) })
    const outcomes = await create(index, [...ten, long])
    expect(outcomes).toEqual([...ten.map(() => 'written'), { refused: expect.anything() }])
  }))

test('a server that lets nobody in has its events handed back at once, and says nothing of credentials', () =>
  withIndex(cluster, {}, async ({ index, proxy }) => {
    proxy.rule = () => ({ status: 403, body: { error: { type: 'security_exception', reason: 'no permissions' } } })
    const [outcome] = await create(index, ten.slice(0, 1)).catch(() => [])
    expect(outcome).toBeUndefined()
    const [answer] = await index.write([
      { key: keyOf(ten[0] as (typeof ten)[0]), next: stored(ten[0] as (typeof ten)[0]) },
    ])
    expect(answer).toEqual({ retry: expect.objectContaining({ status: 403, type: 'security_exception' }) })
    const fault = (answer as { retry: Error }).retry
    expect(isUnavailable(fault), 'nobody has to wait for it: it must be mended').toBe(false)
    expect(Object.keys(fault).sort()).toEqual(['kind', 'name', 'status', 'type'])
    expect(proxy.seen.filter(isBulk)).toHaveLength(2)
  }))

test('searches, gets and refreshes wait for a server that is away, and then answer', () =>
  withIndex(cluster, {}, async ({ index, proxy }) => {
    await create(index, ten)
    for (const reply of [tooMany, away, 'cut'] as const) {
      proxy.rule = first(
        2,
        () => true,
        () => reply,
      )
      expect((await index.search(everything, { limit: 3 })).total).toBe(10)
      proxy.rule = first(
        2,
        () => true,
        () => reply,
      )
      expect((await index.get(ten.map(keyOf))).size).toBe(10)
      proxy.rule = first(
        2,
        () => true,
        () => reply,
      )
      await index.refresh()
    }
  }))

test('a search that some shards did not answer is no answer', () =>
  withIndex(cluster, { readPatience: short }, async ({ index, proxy }) => {
    await create(index, ten)
    const change =
      (body: object): Rule =>
      async ({ path }, pass) => {
        const reply = await pass()
        return path.endsWith('_search') ? { ...reply, body: { ...(reply.body as object), ...body } } : reply
      }
    const request = { from: '2026-11-24T09:00:00.000Z', intervalMs: 60_000, facets: ['service'] }
    for (const body of [{ _shards: { total: 2, successful: 1, failed: 1 } }, { timed_out: true }]) {
      proxy.rule = change(body)
      await expect(index.search(everything, { limit: 3 })).rejects.toThrow('partial')
      await expect(index.summarize(everything, request)).rejects.toThrow('partial')
    }
  }))

test('whoever asks a server that stays away is told that it passes, whatever he asks', () =>
  withIndex(cluster, { readPatience: short, writePatience: short }, async ({ index, proxy }) => {
    const request = { from: '2026-11-24T09:00:00.000Z', intervalMs: 60_000, facets: [] }
    for (const reply of [tooMany, away, 'cut'] as const) {
      proxy.rule = () => reply
      const asked = await Promise.allSettled([
        index.search(everything, { limit: 3 }),
        index.summarize(everything, request),
        index.get(ten.map(keyOf)),
        index.refresh(),
      ])
      const faults = asked.map((one) => one.status === 'rejected' && isUnavailable(one.reason))
      expect(faults).toEqual([true, true, true, true])
      const [one] = ten as [(typeof ten)[0]]
      const [answer] = await index.write([{ key: keyOf(one), next: stored(one) }])
      expect(isUnavailable((answer as { retry: unknown }).retry)).toBe(true)
    }
  }))

/** Lets items of even ids through, and has no room for the others. */
async function halfABulk({ body }: Seen, pass: (body?: string) => Promise<Reply>): Promise<Reply> {
  const lines = body.trimEnd().split('\n')
  const items = lines.filter((_, i) => i % 2 === 0).map((action, i) => `${action}\n${lines[2 * i + 1]}\n`)
  const isOdd = (item: string) => /"_id":"e[13579]"/.test(item)
  const through = items.filter((item) => !isOdd(item))
  if (through.length > 0) await pass(through.join(''))
  const refused = { create: { status: 429, error: { type: 'rejected_execution_exception', reason: 'full' } } }
  const answers = items.map((item) => (isOdd(item) ? refused : { create: { status: 201 } }))
  return { status: 200, body: { errors: true, items: answers } }
}

async function lostAnswer(_: Seen, pass: () => Promise<Reply>): Promise<'cut'> {
  await pass()
  return 'cut'
}
