import { setTimeout } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Keys } from '../../src/adapters/redis/keys.js'
import type { DeadLetter } from '../../src/ports/deadLetters.js'
import { eventually } from '../support/eventually.js'
import { ClusterLane } from '../support/faults/clusterLane.js'
import { open } from '../support/faults/gate.js'
import { openSearchUrl } from '../support/faults/openSearchUrl.js'
import { putEvents } from '../support/send.js'
import { TestClient } from '../support/testClient.js'
import { allArrive, details, indexAnswer, ownService, patience, viewOf } from './rig.js'
import { withoutPoison } from './withoutPoison.js'

let lane: ClusterLane
beforeAll(async () => {
  lane = await ClusterLane.start(await openSearchUrl())
})
afterAll(() => lane.stop())

const rig = () => ({
  ws: lane.other.ws,
  viewer: lane.viewer,
  index: [lane.victim.index, lane.other.index],
  send: (events: Parameters<typeof putEvents>[1]) => putEvents(`${lane.victim.url}/`, events),
})

async function deadLetters(): Promise<readonly DeadLetter[]> {
  const answer = await fetch(`${lane.other.url}/dead-letters?limit=1000`)
  return ((await answer.json()) as { letters: DeadLetter[] }).letters
}

describe('two ingest workers', () => {
  it('that update one document at once lose no version between them', async () => {
    const service = ownService()
    const query = { channel: `service:${service}` }
    const everything = lane.viewer.live(query)
    const errors = lane.viewer.live({ ...query, where: { level: 'error' } })
    for (const live of [everything, errors]) {
      await eventually('a live view', () => live.getSnapshot().state === 'live', patience)
    }
    let conflicts = 0
    for (const proxy of [lane.victim.index, lane.other.index]) {
      proxy.interfere = async (request, forward) => {
        await setTimeout(Math.random() * 15)
        const answer = await forward(request)
        if (request.path.includes('_bulk')) conflicts += answer.body.toString('utf8').split('"status":409').length - 1
        return answer
      }
    }
    const at = Date.now()
    const versions = Array.from({ length: 60 }, (_, i) => i + 1)
    const event = (version: number) => ({
      ...details(1, service)[0],
      '@timestamp': at,
      version,
      level: version % 2 === 0 ? 'error' : 'info',
    })
    await Promise.all(
      [lane.victim.url, lane.other.url].map(async (url, node) => {
        for (const version of versions.filter((v) => v % 4 < 2 === (node === 0)))
          await putEvents(`${url}/`, [event(version)])
      }),
    )
    const last = versions.length
    const shows = (live: typeof everything) => live.getSnapshot().hits.map((hit) => [hit.version, hit['level']])
    await eventually('the last version, everywhere', () => shows(everything)[0]?.[0] === last, patience)
    await eventually('nothing waits', async () => (await lane.waiting()) === 0, patience)
    await eventually('the last version among the errors', () => shows(errors)[0]?.[0] === last, patience)
    for (const proxy of [lane.victim.index, lane.other.index]) proxy.interfere = () => undefined
    expect(conflicts, 'they met').toBeGreaterThan(0)
    expect(shows(everything)).toEqual([[last, 'error']])
    expect(shows(errors)).toEqual([[last, 'error']])
    expect(await indexAnswer(lane.victim.ws, service)).toEqual(everything.getSnapshot().hits)
    await putEvents(`${lane.victim.url}/`, [event(last + 1)])
    await eventually('gone from the errors', () => errors.getSnapshot().hits.length === 0, patience)
    await eventually('the newest', () => shows(everything)[0]?.[0] === last + 1, patience)
  })
})

describe('poison', () => {
  it('that no worker can read ends among the dead letters with its reason, and the others of its batch go through', async () => {
    const service = ownService()
    const view = await viewOf(rig(), service)
    const events = details(10, service, (i) => (i === 4 ? { status: 'many' } : {}))
    await rig().send(events)
    const good = events.filter((_, i) => i !== 4)
    await allArrive(rig(), service, view, good)
    const found = await eventually('a dead letter', async () => {
      return (await deadLetters()).find(({ item }) => JSON.stringify(item).includes(`${service}-4"`))
    })
    expect(found).toMatchObject({ topic: 'events', why: { code: 'bad_field', path: 'Detail.status' } })
  })

  it('that the index fails to store, again and again, ends there after its retries', async () => {
    const service = ownService()
    const view = await viewOf(rig(), service)
    const events = details(10, service, (i) => (i === 4 ? { team: 'poison' } : {}))
    let tries = 0
    for (const proxy of [lane.victim.index, lane.other.index]) {
      proxy.interfere = async (request, forward) => {
        if (!request.path.includes('_bulk') || !request.body.includes('"poison"')) return undefined
        tries++
        return withoutPoison(request, forward)
      }
    }
    await rig().send(events)
    const good = events.filter((_, i) => i !== 4)
    await allArrive(rig(), service, view, good)
    const found = await eventually(
      'a dead letter',
      async () => (await deadLetters()).find(({ item }) => JSON.stringify(item).includes(`${service}-4"`)),
      patience,
    )
    for (const proxy of [lane.victim.index, lane.other.index]) proxy.interfere = () => undefined
    expect(found).toMatchObject({ topic: 'events', why: { code: 'attempts_used' } })
    expect(tries).toBeGreaterThan(3)
    const redriven = await fetch(`${lane.other.url}/dead-letters/redrive`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ids: [found.id] }),
    })
    expect(await redriven.json()).toMatchObject({ settled: 1, left: 0 })
    await eventually('it arrives at last', () => view.live.getSnapshot().hits.length === 10, patience)
    expect((await deadLetters()).some(({ id }) => id === found.id)).toBe(false)
  }, 150_000)
})

describe('a connection whose node is gone', () => {
  it('is forgotten with the first post: its rows go, and nothing else is sent there', async () => {
    const service = ownService()
    const { live } = await viewOf(rig(), service)
    const look = new Redis(lane.redis.url)
    const nodes = () => look.keys('*{n:node-*}')
    const alive = async () => (await nodes()).filter((key) => key.endsWith('}')).length
    try {
      const before = new Set(await look.keys('*{c:*}'))
      const lost = await TestClient.open(lane.victim.ws)
      const { queryId } = await lost.subscribe({ channel: `service:${service}` })
      const key = (await look.keys('*{c:*}')).find((one) => !before.has(one)) as string
      const viewers = new Keys().viewers(queryId)
      expect([await look.exists(key), await look.zcard(viewers)], 'its own row, and a viewer beside ours').toEqual([
        1, 2,
      ])
      expect(await alive()).toBe(2)
      await lane.victim.process.kill()
      await eventually('its node is taken for gone', async () => (await alive()) === 1)
      expect([await look.exists(key), await look.zcard(viewers)], 'nobody looked yet').toEqual([1, 2])
      let told = 0
      let first = 0
      lane.other.redis.gate = {
        before: ({ name }) => {
          if (name === 'tell') told++
          return true
        },
        after: () => true,
      }
      for (let i = 0; i < 4; i++) {
        await putEvents(
          `${lane.other.url}/`,
          details(1, service, () => ({ eventId: `${service}-${i}` })),
        )
        await eventually('told', () => live.getSnapshot().hits.length === i + 1, patience)
        if (i > 0) continue
        await eventually('no row is left', async () => (await look.exists(key)) + (await look.zcard(viewers)) === 1)
        first = told
      }
      expect(first, 'it was posted to').toBeGreaterThan(0)
      expect(told, 'and never again').toBe(first)
    } finally {
      lane.other.redis.gate = open
      look.disconnect()
      await lane.victim.restart()
    }
  })
})
