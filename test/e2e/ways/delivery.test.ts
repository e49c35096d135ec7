import { describe, expect, it } from 'vitest'
import type { Hits } from '../../../src/domain/wire/serverMessage.js'
import { eventually } from '../../support/eventually.js'
import type { TestClient } from '../../support/testClient.js'
import { answer, details, idsOf, once, open, ownService, patience, sdk, send, settled, shows } from './site.js'

const liveHits = (client: TestClient) =>
  once(client.messages.filter((m): m is Hits => m.type === 'hits').flatMap((m) => m.hits))

describe('delivery', () => {
  it('brings each event to the ten-line client, and to a channel its own only', async () => {
    const service = ownService()
    const other = ownService()
    const all = await open({ query: '?channel=all', protocols: [] })
    const one = await open({ query: `?channel=service:${service}`, protocols: [] })
    const subscribed = (client: TestClient) => client.messages.some((m) => m.type === 'subscribed')
    await eventually('both subscribed', () => subscribed(all) && subscribed(one), patience)
    expect(one.messages).toMatchObject([{ type: 'subscribed', ref: `service:${service}` }])
    const ours = details(30, service)
    await send([...ours, ...details(30, other)])
    const mine = () => liveHits(all).filter((hit) => hit['service'] === service || hit['service'] === other)
    await eventually('all', () => mine().length >= 60, patience)
    await eventually('ours', () => liveHits(one).length >= 30, patience)
    expect(mine().length).toBe(60)
    expect(idsOf(liveHits(one)).sort()).toEqual(idsOf(ours).sort())
    for (const frame of all.frames) {
      expect(Array.isArray(JSON.parse(frame))).toBe(false)
      expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(32_768)
    }
    expect(all.messages.filter((m) => m.type === 'snapshot')).toEqual([])
  })

  it('shows each event once, however often it is sent', async () => {
    const service = ownService()
    const live = await settled(sdk().live({ channel: `service:${service}` }))
    const added: string[] = []
    live.onChange((change) => added.push(...idsOf(change.added)))
    const mine = details(40, service)
    await send(mine)
    await send([...mine.slice(0, 20), ...mine.slice(10, 30)])
    await send(details(1, service, () => ({ eventId: `${service}-last` })))
    const wanted = [...idsOf(mine), `${service}-last`].sort()
    await shows(live, 'all of them', ({ hits }) => hits.length >= wanted.length)
    expect(added.sort()).toEqual(wanted)
    const { hits, total } = live.getSnapshot()
    expect(total).toBe(wanted.length)
    expect(await answer({ channel: `service:${service}` })).toEqual({ hits, total })
  })

  it('brings what a query matches, and nothing else', async () => {
    const service = ownService()
    const mine = details(30, service, (i) => ({
      status: 100 * (i % 6),
      message: i % 2 === 0 ? 'Timeout, upstream' : 'fine',
      location: i % 3 === 0 ? 'eu-west' : 'us-east',
    }))
    const where = {
      service,
      and: [{ status: { gte: 200 } }, { or: [{ message: { match: 'upstream' } }, { location: { prefix: 'eu-' } }] }],
    }
    const client = await open()
    const { queryId } = await client.subscribe({ where })
    await send(mine)
    const wanted = idsOf(mine.filter((_, i) => i % 6 >= 2 && (i % 2 === 0 || i % 3 === 0)))
    await eventually('what matches', () => liveHits(client).length >= wanted.length, patience)
    expect(idsOf(liveHits(client)).sort()).toEqual(wanted.sort())
    expect(new Set(client.messages.flatMap((m) => (m.type === 'hits' ? m.queryId : [])))).toEqual(new Set([queryId]))
    expect(idsOf((await answer({ where })).hits).sort()).toEqual(wanted.sort())
  })

  it('goes on past an event that is refused later', async () => {
    const service = ownService()
    const live = await settled(sdk().live({ channel: `service:${service}` }))
    const [bad, good] = details(2, service)
    await send([{ ...bad, status: 'never a number' }, good ?? {}])
    await shows(live, 'the good one', ({ hits }) => hits.length > 0)
    expect(idsOf(live.getSnapshot().hits)).toEqual([good?.['eventId']])
  })

  it('answers a query that is none with its place, and goes on', async () => {
    const client = await open()
    client.send({ action: 'subscribe', ref: 'bad', query: { where: { status: { gte: 'x' } } } })
    const error = await eventually('an error', () => client.messages.find((m) => m.type === 'error'), patience)
    expect(error).toMatchObject({ ref: 'bad', code: 'bad_query', path: 'where.status.gte', retryable: false })
    expect(await client.ask('pong', { action: 'ping', ref: 'p' })).toMatchObject({ ref: 'p' })
  })
})
