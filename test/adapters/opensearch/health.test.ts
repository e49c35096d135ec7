import { expect, test } from 'vitest'
import { openSearchClient } from '../../../src/adapters/opensearch/openSearchClient.js'
import { OpenSearchHitIndex } from '../../../src/adapters/opensearch/openSearchHitIndex.js'
import { defaultSchema } from '../../../src/domain/fields.js'
import { create, dayMs } from '../../contracts/hitIndex/underTest.js'
import { hit } from '../../support/hits.js'
import { ManualClock } from '../../support/manualClock.js'
import { useOpenSearch } from './cluster.js'
import { withIndex } from './opened.js'

const cluster = useOpenSearch()

test('yellow is well, and tells that copies are missing', () =>
  withIndex(cluster, { replicas: 1 }, async ({ index }) => {
    expect(await index.health()).toMatchObject({ ok: true })
    await create(index, [hit()])
    const { ok, detail, weaker } = await index.health()
    expect({ ok, detail }).toEqual({ ok: true, detail: 'yellow' })
    expect(weaker?.['replicas']).toContain('1 copies')
  }))

test('a server that does not answer is told within two seconds, without its address', () =>
  withIndex(cluster, {}, async ({ index, proxy }) => {
    proxy.rule = () => new Promise<never>(() => {})
    const began = performance.now()
    const health = await index.health()
    expect(performance.now() - began).toBeLessThan(2000)
    expect(health).toMatchObject({ ok: false, detail: expect.not.stringContaining('127.0.0.1') })
  }))

test('a server that is not there is told, without its address and credentials', async () => {
  const auth = { kind: 'basic', user: 'board', password: 'secret-word' } as const
  const client = openSearchClient({ url: 'http://127.0.0.1:9', auth })
  const index = new OpenSearchHitIndex({ client, schema: defaultSchema, clock: new ManualClock(), retentionMs: dayMs })
  const { ok, detail } = await index.health()
  expect(ok).toBe(false)
  expect(detail).not.toMatch(/127\.0\.0\.1|board|secret-word/)
  await client.close()
})
