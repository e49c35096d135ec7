import { describe, expect, it } from 'vitest'
import { answer, details, idsOf, ownService, sdk, send, settled, shows } from './site.js'

const day = 86_400_000
const midnight = Math.floor(Date.now() / day) * day
const iso = (ms: number) => new Date(ms).toISOString()

describe('the border of a day', () => {
  it('keeps one id on two days apart: two documents, each with its own versions', async () => {
    const service = ownService()
    const live = await settled(sdk().live({ channel: `service:${service}` }))
    const [event] = details(1, service)
    const yesterday = { ...event, '@timestamp': midnight - 1 }
    const today = { ...event, '@timestamp': midnight }
    await send([yesterday, today])
    await shows(live, 'both', ({ hits }) => hits.length === 2)
    await send([{ ...yesterday, version: 2, level: 'late' }])
    await shows(live, 'the update', ({ hits }) => hits.some((hit) => hit.version === 2))
    const { hits, total } = live.getSnapshot()
    expect(hits.map((hit) => [hit['@timestamp'], hit.version])).toEqual([
      [iso(midnight), 1],
      [iso(midnight - 1), 2],
    ])
    expect(await answer({ channel: `service:${service}` })).toEqual({ hits, total })
    const { eventId } = hits[0] as { eventId: string }
    expect(await live.load(`${iso(midnight - 1).slice(0, 10)}/${eventId}`)).toMatchObject({ version: 2, level: 'late' })
    expect(await live.load(`${iso(midnight).slice(0, 10)}/${eventId}`)).toMatchObject({ version: 1 })
  })

  it('is none for a view, for what is older, and for a chart', async () => {
    const service = ownService()
    const client = sdk()
    const live = await settled(client.live({ channel: `service:${service}`, limit: 6 }))
    // Around midnight, and a few days back; sent with the oldest in the middle.
    const mine = details(20, service, (i) => ({ '@timestamp': midnight - 10 + i }))
    const older = details(4, `${service}`, (i) => ({
      eventId: `${service}-old-${i}`,
      '@timestamp': midnight - (i + 1) * day,
    }))
    await send([...mine.slice(0, 10), ...older, ...mine.slice(10)])
    const newest = [...idsOf(mine)].reverse()
    await shows(live, 'the newest six', ({ hits, total }) => hits.length === 6 && total >= 24)
    expect(idsOf(live.getSnapshot().hits)).toEqual(newest.slice(0, 6))
    const query = { channel: `service:${service}` }
    const found: string[] = []
    let before: readonly [string, string] | undefined
    do {
      const page = await client.older(query, before, 5)
      found.push(...idsOf(page.hits))
      before = page.end
    } while (before !== undefined)
    expect(found).toEqual([...newest, ...idsOf(older)])
    const summary = await client.summarize({ query, from: iso(midnight - 5 * day), interval: '1d' })
    expect(summary.total).toBe(24)
    expect(summary.buckets.map(({ t, count }) => [t, count])).toEqual([
      [iso(midnight - 4 * day), 1],
      [iso(midnight - 3 * day), 1],
      [iso(midnight - 2 * day), 1],
      [iso(midnight - day), 11],
      [iso(midnight), 10],
    ])
  })
})
