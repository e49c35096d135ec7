import { describe, expect, it } from 'vitest'
import type { Change, Live } from '../../../client/src/index.js'
import type { Hits } from '../../../src/domain/wire/serverMessage.js'
import { eventually } from '../../support/eventually.js'
import { answer, details, idsOf, open, ownService, patience, sdk, send, settled, shows } from './site.js'

const versions = (live: Live) => live.getSnapshot().hits.map((hit) => hit.version)

function changesOf(live: Live): Change[] {
  const changes: Change[] = []
  live.onChange((change) => changes.push(change))
  return changes
}

describe('updates', () => {
  it('stay in, enter and leave a query', async () => {
    const service = ownService()
    const channel = `service:${service}`
    const infos = await settled(sdk().live({ channel, where: { level: 'info' } }))
    const errors = await settled(sdk().live({ channel, where: { level: 'error' } }))
    const seen = { infos: changesOf(infos), errors: changesOf(errors) }
    const [event] = details(1, service, () => ({ level: 'info', message: 'm'.repeat(400), '@timestamp': Date.now() }))
    await send([event ?? {}])
    await shows(infos, 'v1', ({ hits }) => hits.length === 1)
    await send([{ ...event, version: 2, team: 'core' }])
    await shows(infos, 'v2', ({ hits }) => hits[0]?.version === 2)
    expect(infos.getSnapshot().hits[0]).toMatchObject({ team: 'core', level: 'info', message: 'm'.repeat(400) })
    expect(errors.getSnapshot().hits).toEqual([])
    await send([{ ...event, version: 3, level: 'error' }])
    await shows(infos, 'none', ({ hits }) => hits.length === 0)
    await shows(errors, 'v3', ({ hits }) => hits.length === 1)
    await send([{ ...event, version: 4, level: 'info' }])
    await shows(infos, 'v4', ({ hits }) => hits[0]?.version === 4)
    await shows(errors, 'none', ({ hits }) => hits.length === 0)
    expect(seen.infos.flatMap((c) => c.added.map((hit) => hit.version))).toEqual([1, 4])
    expect(seen.infos.flatMap((c) => c.changed.map(({ before, after }) => [before.version, after.version]))).toEqual([
      [1, 2],
    ])
    expect(seen.infos.flatMap((c) => c.removed.map((hit) => hit.version))).toEqual([2])
    expect(seen.errors.flatMap((c) => c.added.map((hit) => hit.version))).toEqual([3])
    expect(seen.errors.flatMap((c) => c.removed.map((hit) => hit.version))).toEqual([3])
    expect(infos.getSnapshot().total).toBe(1)
    expect(errors.getSnapshot().total).toBe(0)
  })

  it('are told as patches of what a client holds', async () => {
    const service = ownService()
    const client = await open()
    const { queryId } = await client.subscribe({ channel: `service:${service}` })
    const [event] = details(1, service, () => ({ message: 'm'.repeat(400), '@timestamp': Date.now(), level: 'info' }))
    await send([event ?? {}])
    const told = () => client.messages.filter((m): m is Hits => m.type === 'hits')
    await eventually('v1', () => told().some((m) => m.hits.some((hit) => hit.version === 1)), patience)
    await send([{ ...event, version: 2, level: 'warn' }])
    const patch = await eventually('v2', () => told().find((m) => m.changed !== undefined), patience)
    expect(patch).toMatchObject({ queryId, changed: [{ version: 2, base: 1, set: { level: 'warn' } }] })
    expect(JSON.stringify(patch)).not.toContain('mmm')
    const { cursor = '' } = patch
    expect(cursor >= (patch.changed?.[0]?.set['ingestedAt'] as string)).toBe(true)
  })

  it('the highest version holds, in whatever order they come', async () => {
    const service = ownService()
    const live = await settled(sdk().live({ channel: `service:${service}` }))
    const at = Date.now()
    const mine = details(10, service, (i) => ({ '@timestamp': at - i, status: 0 }))
    const order = [3, 1, 5, 2, 4]
    await send(order.flatMap((version) => mine.map((detail) => ({ ...detail, version, status: version }))))
    const view = await shows(live, 'the fifth of each', ({ hits }) => {
      return hits.length === mine.length && hits.every((hit) => hit.version === 5)
    })
    expect(view.hits.every((hit) => hit['status'] === 5)).toBe(true)
    expect(idsOf(view.hits)).toEqual(idsOf(mine))
    expect(view.total).toBe(10)
    expect(await answer({ channel: `service:${service}` })).toEqual({ hits: view.hits, total: 10 })
    expect(versions(live).length).toBe(10)
  })
})
