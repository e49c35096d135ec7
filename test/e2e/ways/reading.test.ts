import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/domain/json.js'
import { eventually } from '../../support/eventually.js'
import { details, idsOf, open, ownService, patience, sdk, send, settled, shows } from './site.js'

/** Sends, and waits until all of it is told: then it is in the index. */
async function store(service: string, mine: readonly JsonObject[]): Promise<{ channel: string }> {
  const query = { channel: `service:${service}` }
  const live = await settled(sdk().live({ ...query, limit: 1 }))
  await send(mine)
  await shows(live, 'all are told', ({ total }) => total >= mine.length)
  live.close()
  return query
}

describe('reading', () => {
  it('a view of 1,000 comes in frames of at most 32 KB, and older pages go on from its end', async () => {
    const service = ownService()
    const start = Date.now() - 60_000
    // Two of a millisecond each: positions are told apart by id as well.
    const mine = details(1030, service, (i) => ({
      '@timestamp': start + Math.floor(i / 2),
      message: `é ${i} `.repeat(10),
      status: i,
    }))
    const { channel } = await store(service, mine)
    const order = [...mine].sort((a, b) => {
      const newer = Number(b['@timestamp']) - Number(a['@timestamp'])
      return newer !== 0 ? newer : String(a['eventId']) < String(b['eventId']) ? -1 : 1
    })
    const client = await open()
    const { parts } = await client.subscribe({ channel, limit: 1000 })
    const view = [...parts].sort((a, b) => a.part - b.part)
    expect(view.map((part) => part.part)).toEqual(view.map((_, i) => i))
    expect(idsOf(view.flatMap((part) => part.hits))).toEqual(idsOf(order.slice(0, 1000)))
    expect(view.at(-1)).toMatchObject({ last: true, total: 1030, continuity: 'complete', missed: 0 })
    const { end } = view.at(-1) ?? {}
    expect(end?.[1]).toBe(order[999]?.['eventId'])
    expect(view.length).toBeGreaterThan(5)
    const ref = client.nextRef()
    client.send({
      action: 'older',
      ref,
      query: { channel },
      limit: 1000,
      ...(end === undefined ? {} : { before: end }),
    })
    const older = () => client.messages.filter((m) => m.type === 'older').filter((m) => m.ref === ref)
    await eventually('all parts', () => older().some((m) => m.last), patience)
    const rest = older().sort((a, b) => a.part - b.part)
    expect(idsOf(rest.flatMap((m) => m.hits))).toEqual(idsOf(order.slice(1000)))
    expect(rest.at(-1)?.end).toBeUndefined()
    for (const frame of client.frames) expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(32_768)
  })

  it('older pages hold everything once, with any query', async () => {
    const service = ownService()
    const mine = details(57, service, (i) => ({ '@timestamp': Date.now() - i * 1000, status: i }))
    await store(service, mine)
    const client = sdk()
    const where = { service, status: { gte: 10 } }
    const found: string[] = []
    let before: readonly [string, string] | undefined
    do {
      const page = await client.older({ where }, before, 10)
      expect(page.hits.length).toBeLessThanOrEqual(10)
      found.push(...idsOf(page.hits))
      before = page.end
    } while (before !== undefined)
    expect(found).toEqual(idsOf(mine.slice(10)))
  })

  it('a summary counts by time, value, bin and facet what a view would show', async () => {
    const service = ownService()
    const minute = Math.floor(Date.now() / 60_000) * 60_000 - 300_000
    const mine = details(90, service, (i) => ({
      '@timestamp': minute + (i % 3) * 60_000 + i,
      level: i < 18 ? 'error' : 'info',
      location: `place-${i % 12}`,
      latencyMs: i + 1,
    }))
    const query = await store(service, mine)
    const client = sdk()
    const summary = await client.summarize({
      query,
      from: new Date(minute).toISOString(),
      interval: '1m',
      by: 'level',
      distribution: 'latencyMs',
      facets: ['level', 'location'],
    })
    expect(summary.total).toBe(90)
    expect(summary.buckets.map(({ t, count, by }) => ({ t, count, by }))).toEqual(
      [0, 1, 2].map((i) => ({
        t: new Date(minute + i * 60_000).toISOString(),
        count: 30,
        by: { error: 6, info: 24 },
      })),
    )
    const bins = summary.buckets.flatMap((bucket) => bucket.bins ?? [])
    expect(bins.reduce((n, [, count]) => n + count, 0)).toBe(90)
    const facets = summary.facets as Record<string, [string, number][]>
    expect(facets['level']).toEqual([
      ['info', 72],
      ['error', 18],
    ])
    // The ten most frequent are named, whichever of equals they are, and the rest is one.
    expect(facets['location']?.length).toBe(11)
    expect(facets['location']?.reduce((n, [, count]) => n + count, 0)).toBe(90)
    expect(facets['location']?.find(([value]) => value === 'other')?.[1]).toBe(14)
    const where = { ...{ service }, level: 'error' }
    const errors = await client.summarize({ query: { where }, from: new Date(minute).toISOString(), interval: '5m' })
    expect(errors.total).toBe(18)
  })
})
