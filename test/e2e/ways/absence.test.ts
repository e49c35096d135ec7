import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { eventually } from '../../support/eventually.js'
import { answer, details, idsOf, open, ownService, patience, sdk, send, settled, shows } from './site.js'

/** The absence is what this is about: longer than buffers, windows and connections of any part last by themselves. */
const minute = 60_000

describe('an absence', () => {
  it('of a minute is made up for: what came meanwhile in full, the rest by key, and what left is gone', async () => {
    const service = ownService()
    const channel = `service:${service}`
    const query = { channel, where: { level: 'info' }, limit: 100 }
    const start = Date.now()
    const mine = details(30, service, (i) => ({ level: 'info', '@timestamp': start - 1000 + i }))
    const first = await open()
    await first.subscribe(query)
    await send(mine.slice(0, 12))
    await eventually('the first twelve', () => new Set(first.liveIds()).size === 12, patience)
    const { parts } = await first.subscribe(query)
    const since = parts.find((part) => part.last)?.cursor as string
    expect(parts.flatMap((part) => part.hits).length).toBe(12)
    await first.close()
    await setTimeout(minute / 2)
    await send([
      ...mine.slice(12),
      { ...mine[0], version: 2, team: 'core' },
      { ...mine[1], version: 2, level: 'error' },
    ])
    await setTimeout(minute / 2)
    const second = await open()
    const view = await second.subscribe(query, { since })
    const inOrder = [...view.parts].sort((a, b) => a.part - b.part)
    const hits = inOrder.flatMap((part) => part.hits)
    const kept = inOrder.flatMap((part) => part.keep ?? [])
    expect(inOrder.at(-1)).toMatchObject({ continuity: 'complete', missed: 0, total: 29 })
    // The cursor may lie before what was written last, by what clocks may differ: those are told again, never left out.
    expect(idsOf(hits)).toEqual(expect.arrayContaining([...idsOf(mine.slice(12)), `${service}-0`]))
    const keptIds = kept.map(([key]) => key.slice(11))
    expect([...idsOf(hits), ...keptIds].sort()).toEqual(idsOf(mine.filter((_, i) => i !== 1)).sort())
    expect(kept.every(([, version]) => version === 1)).toBe(true)
    // A minute is far more than any clocks differ: what was there a while before the cursor is not sent again.
    expect(hits.length).toBe(19)
    await send(details(1, service, () => ({ eventId: `${service}-after`, level: 'info' })))
    await eventually('what follows', () => second.liveIds().includes(`${service}-after`), patience)
    expect((await answer(query)).total).toBe(30)
  })

  it('of the network is made up for by the SDK, which shows what the index answers', async () => {
    const service = ownService()
    const query = { channel: `service:${service}`, limit: 20 }
    const client = sdk()
    const live = await settled(client.live(query))
    await send(details(15, service))
    await shows(live, 'the first', ({ hits }) => hits.length === 15)
    client.close()
    expect(live.getSnapshot().state).toBe('closed')
    await send(details(10, service, (i) => ({ eventId: `${service}-more-${i}` })))
    const again = await settled(sdk().live(query))
    await shows(again, 'all', ({ total }) => total === 25)
    const index = await eventually('the index has them', async () => {
      const found = await answer(query)
      return found.total === 25 && found
    })
    expect(again.getSnapshot().hits).toEqual(index.hits)
  })
})
