import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.js'
import { ClusterLane } from '../support/faults/clusterLane.js'
import { openSearchUrl } from '../support/faults/openSearchUrl.js'
import { details, indexAnswer, ownService, patience, viewOf } from './rig.js'

let lane: ClusterLane
beforeAll(async () => {
  lane = await ClusterLane.start(await openSearchUrl(), true)
})
afterAll(() => lane.stop())

/** One try, without a second: answers whether it was accepted. */
async function offer(url: string, detail: object): Promise<boolean> {
  const entry = { Source: 'test', DetailType: 'tested', Detail: JSON.stringify(detail) }
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' },
    body: JSON.stringify({ Entries: [entry] }),
  })
  const answer = (await response.json()) as { Entries?: { EventId?: string }[] }
  return answer.Entries?.[0]?.EventId !== undefined
}

describe('a Redis that is killed', () => {
  it('and started again loses nothing that was accepted; nodes come back, and views are right', async () => {
    const service = ownService()
    const rig = { ws: lane.other.ws, viewer: lane.viewer, index: [], send: async () => {} }
    const { live, added, wrong } = await viewOf(rig, service)
    const accepted: string[] = []
    let refused = 0
    const events = details(400, service)
    let sending = true
    const lanes = [lane.victim.url, lane.other.url].map(async (url) => {
      for (let next = events.shift(); next !== undefined && sending; next = events.shift()) {
        if (await offer(`${url}/`, next)) accepted.push(String(next['eventId']))
        else refused++
        await setTimeout(5)
      }
    })
    await eventually('some are accepted', () => accepted.length > 50, patience)
    await lane.redis.kill()
    await setTimeout(1500)
    await lane.redis.start()
    const before = accepted.length
    await eventually('more are accepted', () => accepted.length > before + 50, patience)
    sending = false
    await Promise.all(lanes)
    expect(refused, 'the outage was noticed').toBeGreaterThan(0)
    await eventually(
      'all that was accepted is there',
      () => {
        const shown = new Set(added)
        return accepted.every((id) => shown.has(id))
      },
      patience,
    )
    await eventually('nothing waits', async () => (await lane.waiting()) === 0, patience)
    const index = await eventually(
      'the view is what the index answers',
      async () => {
        const hits = await indexAnswer(lane.victim.ws, service)
        return JSON.stringify(live.getSnapshot().hits) === JSON.stringify(hits) && hits
      },
      patience,
    )
    expect(index.length).toBe(100)
    expect(wrong, 'nothing was shown twice').toEqual([])
    for (const node of [lane.victim, lane.other]) {
      await eventually('ready again', async () => (await fetch(`${node.url}/readyz`)).status === 200, patience)
    }
  }, 120_000)
})

describe('a consumer that dies', () => {
  it('with events claimed has them taken over within five seconds', async () => {
    const service = ownService()
    const rig = { ws: lane.other.ws, viewer: lane.viewer, index: [], send: async () => {} }
    const { live, added } = await viewOf(rig, service)
    const events = details(25, service)
    await lane.other.redis.hold('xreadgroup')
    let claimed = 0
    lane.victim.index.gate = {
      // It never hears from its index again.
      before: () => {
        claimed++
        return false
      },
      after: () => true,
    }
    for (const event of events) expect(await offer(`${lane.victim.url}/`, event)).toBe(true)
    await eventually('it works on them', () => claimed > 0)
    await eventually('it holds them all', async () => (await lane.waiting()) === events.length)
    await lane.victim.process.kill()
    const killedAt = Date.now()
    lane.other.redis.release()
    await eventually('all arrive', () => live.getSnapshot().hits.length === events.length)
    const took = Date.now() - killedAt
    console.log(`taken over and told after ${took} ms`)
    expect(took).toBeLessThan(5000)
    expect(added.length).toBe(events.length)
    lane.victim.index.gate = { before: () => true, after: () => true }
    await lane.victim.restart()
  })
})
