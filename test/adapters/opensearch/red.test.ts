import { expect, test } from 'vitest'
import { keyOf } from '../../../src/domain/document/identity.js'
import { isUnavailable } from '../../../src/ports/backendFault.js'
import { create, everything, ids } from '../../contracts/hitIndex/underTest.js'
import { eventually } from '../../support/eventually.js'
import { hit } from '../../support/hits.js'
import { useOpenSearch } from './cluster.js'
import { withIndex } from './opened.js'

const cluster = useOpenSearch()
const today = hit({ eventId: 'today' })
const late = hit({ eventId: 'late', '@timestamp': '2026-11-23T10:00:00.000Z' })
const other = hit({ eventId: 'other' })

/** A day without a shard: no node may hold it. */
async function makeRed(day: string): Promise<void> {
  const settings = { index: { routing: { allocation: { require: { _name: 'nowhere' } } } } }
  await cluster.client.indices.create({
    index: day,
    wait_for_active_shards: '0',
    body: { settings: settings as object },
  })
}

async function makeGreen(day: string): Promise<void> {
  const anywhere = { index: { routing: { allocation: { require: { _name: null } } } } }
  await cluster.client.indices.putSettings({ index: day, body: anywhere as object })
}

test('while a day is red: told, its writes wait, others go through, no search answers without it', () =>
  withIndex(cluster, { readPatience: { baseMs: 20, mostMs: 50, budgetMs: 300 } }, async ({ index, prefix }) => {
    await create(index, [today])
    expect(await index.health()).toMatchObject({ ok: true, detail: 'green' })
    const day = `${prefix}-2026.11.23`
    await makeRed(day)
    expect(await index.health()).toMatchObject({ ok: false, detail: expect.stringContaining('red') })
    await expect(index.search(everything, { limit: 9 })).rejects.toThrow('503')
    // A document is answered for by itself, without a status.
    const read = await index.get([keyOf(late)]).catch((fault: unknown) => fault)
    expect(isUnavailable(read)).toBe(true)
    const writing = create(index, [late, other])
    await eventually('the healthy day is written', async () => (await index.get([keyOf(other)])).size === 1)
    await makeGreen(day)
    expect(await writing).toEqual(['written', 'written'])
    await eventually('the day is back', async () => (await index.health()).ok)
    const { hits } = await index.search(everything, { limit: 9 })
    expect(ids(hits)).toEqual(['other', 'today', 'late'])
  }))
