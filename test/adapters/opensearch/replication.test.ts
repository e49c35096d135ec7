import { expect, test } from 'vitest'
import { create, everything } from '../../contracts/hitIndex/underTest.js'
import { hit } from '../../support/hits.js'
import { useOpenSearch } from './cluster.js'
import { withIndex } from './opened.js'
import type { Seen } from './proxy.js'

const cluster = useOpenSearch()
const isSearch = ({ path }: Seen) => path.endsWith('/_search')
const isQuestion = ({ path }: Seen) => path.endsWith('/index.replication.type')

test('where copies get whole documents, any copy may answer; the indices are asked once', () =>
  withIndex(cluster, {}, async ({ index, proxy }) => {
    await create(index, [hit()])
    for (let i = 0; i < 3; i++) expect((await index.search(everything, { limit: 1 })).total).toBe(1)
    expect(proxy.seen.filter(isSearch).map(({ target }) => target.includes('preference'))).toEqual([
      false,
      false,
      false,
    ])
    expect(proxy.seen.filter(isQuestion)).toHaveLength(1)
  }))

test('where copies get segments, the primary is asked', () =>
  withIndex(cluster, {}, async ({ index, proxy, prefix }) => {
    const settings = { index: { replication: { type: 'SEGMENT' }, number_of_replicas: 0 } }
    await cluster.client.indices.create({ index: `${prefix}-2026.11.24`, body: { settings: settings as object } })
    await create(index, [hit()])
    expect((await index.search(everything, { limit: 1 })).total).toBe(1)
    expect(proxy.seen.filter(isSearch).map(({ target }) => target)).toEqual([
      expect.stringContaining('preference=_primary'),
    ])
  }))
