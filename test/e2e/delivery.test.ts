import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
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

// What every way to run keeps alike is in ways/; here is what one process keeps beyond it, and what only HTTP has.
describe('one process', () => {
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
