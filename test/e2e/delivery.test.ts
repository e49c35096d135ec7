import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Hits } from '../../src/domain/wire/serverMessage.js'
import { eventually } from '../support/eventually.js'
import { postEvents, putEvents } from '../support/send.js'
import { startServer, type TestServer } from '../support/server.js'
import { TestClient } from '../support/testClient.js'

let server: TestServer
const clients: TestClient[] = []
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close()
})

async function open(query = '', protocols?: string[]): Promise<TestClient> {
  const client = await TestClient.open(`${server.ws}${query}`, protocols)
  clients.push(client)
  return client
}

/** Events of a service of their own, so that tests don't see each other's. */
function events(count: number, service = `svc-${randomUUID()}`, more: object = {}) {
  return Array.from({ length: count }, (_, i) => ({
    eventId: `${service}-${i}`,
    service,
    eventType: 'tested',
    ...more,
  }))
}

const hits = (client: TestClient) => client.messages.filter((m): m is Hits => m.type === 'hits')

describe('delivery', () => {
  it('brings each event to a ten-line client exactly once, and to a channel client its own only', async () => {
    const ours = events(120)
    const others = events(120)
    const all = await open('?channel=all', [])
    const one = await open(`?channel=service:${ours[0]?.service}`, [])
    await putEvents(server.url, [...ours, ...others])
    const wanted = [...ours, ...others].map((e) => e.eventId).sort()
    await eventually('all', () => all.liveIds().length >= 240)
    await eventually('ours', () => one.liveIds().length >= 120)
    expect(
      all
        .liveIds()
        .filter((id) => id.startsWith('svc-'))
        .sort(),
    ).toEqual(wanted)
    expect(one.liveIds().sort()).toEqual(ours.map((e) => e.eventId).sort())
    for (const frame of all.frames) expect(Array.isArray(JSON.parse(frame))).toBe(false)
  })

  it('stores an event that is sent again once, and tells it once', async () => {
    const [event] = events(1)
    const client = await open(`?channel=service:${event?.service}`, [])
    await putEvents(server.url, [event as object as never, event as object as never])
    await putEvents(server.url, [event as object as never])
    const after = { ...event, eventId: 'after' } as never
    await putEvents(server.url, [after])
    await eventually('the one after', () => client.liveIds().includes('after'))
    expect(client.liveIds()).toEqual([event?.eventId, 'after'])
    const { parts } = await client.subscribe({ channel: `service:${event?.service}` })
    expect(parts.at(-1)?.total).toBe(2)
  })

  it('takes bare details by POST /events', async () => {
    const [a, b] = events(2)
    const client = await open(`?channel=service:${a?.service}`)
    const response = await postEvents(server.url, [a as never, { service: 'x' }, b as never])
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ accepted: 2, refused: [{ line: 2, code: 'missing_field' }] })
    await eventually('both', () => client.liveIds().length === 2)
  })

  it('delivers by any query', async () => {
    const mine = events(10).map((e, i) => ({ ...e, status: 100 * i, message: i % 2 ? 'timeout upstream' : 'fine' }))
    const client = await open()
    const where = { service: mine[0]?.service, status: { gte: 300 }, message: { match: 'upstream' } }
    const { queryId } = await client.subscribe({ where })
    await putEvents(server.url, mine as never[])
    const wanted = mine.filter((e) => e.status >= 300 && e.message !== 'fine').map((e) => e.eventId)
    await eventually('the matching', () => client.liveIds(queryId).length === wanted.length)
    expect(client.liveIds(queryId).sort()).toEqual(wanted.sort())
  })

  it('tells updates that stay in, enter and leave a query', async () => {
    const [event] = events(1, undefined, { level: 'info', message: 'm'.repeat(400) })
    const channel = `service:${event?.service}`
    const infos = await open()
    const errors = await open()
    const { queryId } = await infos.subscribe({ channel, where: { level: 'info' } })
    await errors.subscribe({ channel, where: { level: 'error' } })
    await putEvents(server.url, [event as never])
    await eventually('v1', () => infos.liveIds().length === 1)
    await putEvents(server.url, [{ ...event, version: 2, team: 'core' } as never])
    const changed = await eventually('the patch', () => hits(infos).flatMap((m) => m.changed ?? [])[0])
    expect(changed).toMatchObject({ version: 2, base: 1, set: { team: 'core' } })
    await putEvents(server.url, [{ ...event, version: 3, level: 'error' } as never])
    const removed = await eventually('the removal', () => hits(infos).flatMap((m) => m.removed ?? [])[0])
    expect(removed).toMatchObject({ version: 3 })
    await eventually('v3', () => errors.liveIds().length === 1)
    const keys = [removed.key]
    const fetched = await infos.ask('documents', { action: 'fetch', ref: 'f', queryId, keys })
    expect(fetched.hits).toEqual([])
  })

  it('keeps one id on two days apart', async () => {
    const [event] = events(1)
    const day = 86_400_000
    const midnight = Math.floor(Date.now() / day) * day
    const client = await open()
    await putEvents(server.url, [
      { ...event, timestamp: midnight - 1 } as never,
      { ...event, timestamp: midnight } as never,
    ])
    const { parts } = await eventually('both', async () => {
      const view = await client.subscribe({ channel: `service:${event?.service}` })
      return view.parts.at(-1)?.total === 2 && view
    })
    expect(parts[0]?.hits.map((h) => h['@timestamp'])).toEqual([
      new Date(midnight).toISOString(),
      new Date(midnight - 1).toISOString(),
    ])
  })

  it('gives a late subscriber the view as it is, and what follows', async () => {
    const mine = events(30).map((e, i) => ({ ...e, timestamp: Date.now() - 1000 + i }))
    await putEvents(server.url, mine as never[])
    const client = await open()
    const view = await eventually('all in the index', async () => {
      const found = await client.subscribe({ channel: `service:${mine[0]?.service}`, limit: 10 })
      return found.parts.at(-1)?.total === 30 && found
    })
    const ids = view.parts.flatMap((p) => p.hits.map((h) => h.eventId))
    expect(ids).toEqual(
      mine
        .map((e) => e.eventId)
        .reverse()
        .slice(0, 10),
    )
    await putEvents(server.url, [{ ...mine[0], eventId: 'late' } as never])
    await eventually('the one after', () => client.liveIds(view.queryId).includes('late'))
  })

  it('sends a view of 1,000 in frames of at most 32 KB, and pages to what is older', async () => {
    const mine = events(1200).map((e, i) => ({ ...e, timestamp: Date.now() - 5000 + i, message: `é ${i}`.repeat(20) }))
    for (let i = 0; i < mine.length; i += 400) {
      const response = await postEvents(server.url, mine.slice(i, i + 400) as never[])
      expect(response.status).toBe(200)
    }
    const client = await open()
    const channel = `service:${mine[0]?.service}`
    const view = await eventually('all in the index', async () => {
      const found = await client.subscribe({ channel, limit: 1000 })
      return found.parts.at(-1)?.total === 1200 && found
    })
    expect(view.parts.flatMap((p) => p.hits).length).toBe(1000)
    expect(view.parts.length).toBeGreaterThan(5)
    for (const frame of client.frames) expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(32_768)
    const before = view.parts.at(-1)?.end
    const ref = client.nextRef()
    client.send({ action: 'older', ref, query: { channel }, limit: 1000, ...(before ? { before } : {}) })
    const older = () => client.messages.filter((m) => m.type === 'older').filter((m) => m.ref === ref)
    await eventually('all parts', () => older().some((m) => m.last))
    expect(older().flatMap((m) => m.hits.map((h) => h.eventId)).length).toBe(200)
    expect(older().at(-1)?.end).toBeUndefined()
  })

  it('resumes after an absence: all that came meanwhile, the rest by key', async () => {
    const mine = events(20)
    const channel = `service:${mine[0]?.service}`
    const first = await open()
    await first.subscribe({ channel })
    await putEvents(server.url, mine.slice(0, 10) as never[])
    await eventually('the first ten', () => first.liveIds().length === 10)
    const { parts } = await first.subscribe({ channel })
    const since = parts.at(-1)?.cursor as string
    await first.close()
    await eventually('a later millisecond', () => new Date().toISOString() > since)
    await putEvents(server.url, mine.slice(10) as never[])
    const second = await open()
    const view = await eventually('all', async () => {
      const found = await second.subscribe({ channel }, { since })
      return found.parts.at(-1)?.total === 20 && found
    })
    expect(view.parts.flatMap((p) => p.hits).length).toBe(10)
    expect(view.parts.flatMap((p) => p.keep ?? []).length).toBe(10)
    expect(view.parts.at(-1)).toMatchObject({ continuity: 'complete', missed: 0 })
  })

  it('ends what is unsubscribed', async () => {
    const [event] = events(1)
    const client = await open()
    const channel = `service:${event?.service}`
    const { queryId, ref } = await client.subscribe({ channel })
    const message = { action: 'unsubscribe', ref: 'u', queryId, of: ref } as const
    expect(await client.ask('unsubscribed', message)).toMatchObject({ ended: true })
    const witness = await open(`?channel=${channel}`)
    await putEvents(server.url, [event as never])
    await eventually('the witness', () => witness.liveIds().length === 1)
    await client.ask('pong', { action: 'ping', ref: 'p' })
    expect(client.liveIds()).toEqual([])
  })

  it('summarizes what it holds', async () => {
    const mine = events(50).map((e, i) => ({ ...e, level: i < 10 ? 'error' : 'info', latencyMs: i + 1 }))
    await putEvents(server.url, mine as never[])
    const client = await open()
    const ask = () =>
      client.ask('summary', {
        action: 'summarize',
        ref: client.nextRef(),
        query: { channel: `service:${mine[0]?.service}` },
        from: new Date(Date.now() - 60_000).toISOString(),
        interval: '10s',
        by: 'level',
        distribution: 'latencyMs',
        facets: ['level'],
      })
    const summary = await eventually('all counted', async () => {
      const answer = await ask()
      return answer.total === 50 && answer
    })
    expect(summary.facets).toEqual({
      level: [
        ['info', 40],
        ['error', 10],
      ],
    })
    expect(summary.buckets.reduce((n, b) => n + b.count, 0)).toBe(50)
    const bins = summary.buckets.flatMap((b) => b.bins ?? [])
    expect(bins.reduce((n, [, count]) => n + count, 0)).toBe(50)
  })

  it('cuts a document that is too big for a frame, and tells which fields', async () => {
    const [event] = events(1)
    const client = await open(`?channel=service:${event?.service}`)
    await putEvents(server.url, [{ ...event, message: 'long '.repeat(20_000) } as never])
    const [hit] = await eventually('the hit', () => hits(client)[0]?.hits)
    expect(hit?.['truncated']).toEqual(['message'])
    for (const frame of client.frames) expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(32_768)
  })

  it('counts an entry whose detail is refused later, and goes on', async () => {
    const refused = async () => {
      const text = await (await fetch(`${server.url}/metrics`)).text()
      const line = text.split('\n').find((l) => l.startsWith('deltaboard_events_total{outcome="refused"} '))
      return Number(line?.split(' ')[1])
    }
    const before = await refused()
    const [bad, good] = events(2)
    const client = await open(`?channel=service:${good?.service}`)
    await putEvents(server.url, [{ ...bad, status: 'never a number' } as never, good as never])
    await eventually('the good one', () => client.liveIds().length === 1)
    expect(client.liveIds()).toEqual([good?.eventId])
    expect(await refused()).toBe(before + 1)
  })
})
