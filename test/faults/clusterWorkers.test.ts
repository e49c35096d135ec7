import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeadLetter } from '../../src/ports/deadLetters.js'
import { eventually } from '../support/eventually.js'
import { ClusterLane } from '../support/faults/clusterLane.js'
import type { HttpAnswer, HttpRequest } from '../support/faults/httpProxy.js'
import { openSearchUrl } from '../support/faults/openSearchUrl.js'
import { putEvents } from '../support/send.js'
import { allArrive, details, indexAnswer, ownService, patience, viewOf } from './rig.js'

let lane: ClusterLane
beforeAll(async () => {
  lane = await ClusterLane.start(await openSearchUrl())
})
afterAll(() => lane.stop())

/** The index stores all but the poison, whose index is read-only. */
async function withoutPoison(
  request: HttpRequest,
  forward: (request: HttpRequest) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const lines = request.body.toString('utf8').split('\n')
  const at = lines.findIndex((line) => line.includes('"poison"'))
  const others = lines.filter((_, i) => i !== at && i !== at - 1).join('\n')
  const error = {
    type: 'cluster_block_exception',
    reason: 'index [metrics] blocked by: [FORBIDDEN/8/index write (api)];',
  }
  let items: object[] = []
  if (others.trim() !== '') {
    const answer = await forward({ ...request, body: Buffer.from(others) })
    items = (JSON.parse(answer.body.toString('utf8')) as { items: object[] }).items
  }
  items.splice((at - 1) / 2, 0, { create: { status: 403, error } })
  const headers = { 'content-type': 'application/json' }
  return { status: 200, headers, body: JSON.stringify({ errors: true, items }) }
}

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
