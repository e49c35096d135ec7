import { expect, test } from 'vitest'
import { OpenSearchHitIndex } from '../../../src/adapters/opensearch/openSearchHitIndex.js'
import type { FieldType, Schema } from '../../../src/domain/fields.js'
import { create, dayMs, everything, ids, where } from '../../contracts/hitIndex/underTest.js'
import { hit } from '../../support/hits.js'
import { useOpenSearch } from './cluster.js'
import { type Opened, withIndex } from './opened.js'

const cluster = useOpenSearch()

function schemaOf(fields: Readonly<Record<string, FieldType>>): Schema {
  return { fields: new Map<string, FieldType>([['@timestamp', 'date'], ...Object.entries(fields)]), routable: [] }
}

/** The index as a later version of the service has it. */
function later({ prefix, clock }: Opened, schema: Schema): OpenSearchHitIndex {
  const { client } = cluster
  return new OpenSearchHitIndex({ client, schema, clock, retentionMs: 14 * dayMs, replicas: 0, indexPrefix: prefix })
}

const before = schemaOf({ service: 'keyword', status: 'long' })

test('what is not declared is in the document, and nowhere else', () =>
  withIndex(cluster, { schema: before }, async ({ index, prefix }) => {
    const one = hit({ service: 'a', extra: { deep: [1, 'x'] }, 'k8s.pod': 'p', 'service.name': 'not an object' })
    expect(await create(index, [one])).toEqual(['written'])
    const { body } = await cluster.client.indices.getMapping({ index: `${prefix}-*` })
    const mappings = body[`${prefix}-2026.11.24`]?.mappings
    expect(String(mappings?.dynamic)).toBe('false')
    const own = ['@timestamp', '_deltaboard', 'eventId', 'ingestedAt', 'service', 'status', 'version']
    expect(Object.keys(mappings?.properties ?? {}).sort()).toEqual(own)
    expect((await index.search(everything, { limit: 1 })).hits).toEqual([one])
    const { body: settings } = await cluster.client.indices.getSettings({ index: `${prefix}-*`, flat_settings: true })
    expect(settings[`${prefix}-2026.11.24`]?.settings).toMatchObject({ 'index.refresh_interval': '1000ms' })
  }))

test('a new field is added to the days that are there; what they hold answers as if it were absent', () =>
  withIndex(cluster, { schema: before }, async (opened) => {
    await create(opened.index, [hit({ eventId: 'old', team: 'red', ratio: 0.5 })])
    const schema = schemaOf({ service: 'keyword', status: 'long', team: 'keyword', ratio: 'double' })
    const index = later(opened, schema)
    await index.prepare()
    await create(index, [
      hit({ eventId: 'new', team: 'red', ratio: 0.5 }),
      hit({ eventId: 'next', team: 'red', ratio: 0.5, '@timestamp': '2026-11-25T00:00:00.000Z' }),
    ])
    const { hits } = await index.search(where({ team: 'red', ratio: { gt: 0 } }, schema), { limit: 9 })
    expect(ids(hits)).toEqual(['next', 'new'])
    expect((await index.search(where({ team: { exists: false } }, schema), { limit: 9 })).total).toBe(1)
    const request = { from: '2026-11-24T00:00:00.000Z', intervalMs: dayMs, distribution: 'ratio', facets: ['team'] }
    opened.clock.advance(2 * dayMs)
    const { facets, buckets } = await index.summarize(everything, request)
    expect(facets).toEqual({ team: [['red', 2]] })
    expect(buckets.map(({ bins }) => bins)).toEqual([[[-7, 1]], [[-7, 1]]])
  }))

test('a changed type is refused before anything is touched, and the way out is told', () =>
  withIndex(cluster, { schema: before }, async (opened) => {
    await create(opened.index, [hit({ status: 500 })])
    const index = later(opened, schemaOf({ service: 'text', status: 'keyword', team: 'keyword' }))
    const told = await index.prepare().catch((error: Error) => error.message)
    expect(told).toContain(`status is long in ${opened.prefix}-2026.11.24 and declared keyword`)
    expect(told).toContain('service is keyword')
    expect(told).toContain('reindex')
    const { body } = await cluster.client.indices.getIndexTemplate({ name: opened.prefix })
    expect(JSON.stringify(body)).not.toContain('team')
  }))

test('prepare changes nothing where all is as it should be, also when two do it at once', () =>
  withIndex(cluster, { schema: before }, async ({ index, proxy }) => {
    await create(index, [hit()])
    proxy.seen.length = 0
    await Promise.all([index.prepare(), index.prepare()])
    expect(proxy.seen.filter(({ path }) => path.endsWith('_mapping')).map(({ method }) => method)).toEqual([
      'GET',
      'GET',
    ])
  }))

test('without index policies: told as a weaker promise, never fatal, and prepare deletes the days past retention', () =>
  withIndex(cluster, { schema: before, retentionMs: dayMs }, async ({ index, proxy, prefix, clock }) => {
    const at = (day: number) => hit({ eventId: `d${day}`, '@timestamp': `2026-11-${day}T12:00:00.000Z` })
    await create(index, [at(21), at(22), at(23), at(24)])
    await cluster.client.indices.create({ index: `${prefix}-archive` })
    // Of the 22nd, the last millisecond has just come of age; of the 23rd it has not.
    clock.advance(Date.parse('2026-11-24T00:00:00.000Z') - clock.now())
    await index.prepare()
    expect(proxy.seen.some(({ path }) => path.startsWith('/_plugins/_ism/'))).toBe(true)
    expect(ids((await index.search(everything, { limit: 9 })).hits)).toEqual(['d24', 'd23'])
    const { body } = await cluster.client.indices.exists({ index: `${prefix}-archive` })
    expect(body).toBe(true)
    expect((await index.health()).weaker).toEqual({ retention: expect.stringContaining('prepare') })
  }))
