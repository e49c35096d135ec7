import { expect, test } from 'vitest'
import { SharedRefresh } from '../../../src/adapters/opensearch/sharedRefresh.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import { everything } from '../../contracts/hitIndex/underTest.js'
import { hit } from '../../support/hits.js'
import { useOpenSearch } from './cluster.js'
import { withIndex } from './opened.js'

const cluster = useOpenSearch()

test('five hundred callers at once share two refreshes: the one under way, and one that starts after they asked', async () => {
  const begun: number[] = []
  const ends: (() => void)[] = []
  const shared = new SharedRefresh(() => {
    begun.push(ends.length)
    return new Promise((resolve) => ends.push(resolve))
  })
  const first = shared.refresh()
  const others = Promise.all(Array.from({ length: 500 }, () => shared.refresh()))
  expect(begun).toHaveLength(1)
  ends[0]?.()
  await first
  await Promise.resolve()
  expect(begun).toHaveLength(2)
  ends[1]?.()
  await others
  const last = shared.refresh()
  expect(begun).toHaveLength(3)
  ends[2]?.()
  await last
})

test('a refresh that fails fails those who shared it, and nobody else', async () => {
  let calls = 0
  const shared = new SharedRefresh(async () => {
    if (calls++ === 0) throw new Error('away')
  })
  const [first, second] = await Promise.allSettled([shared.refresh(), shared.refresh()])
  expect([first?.status, second?.status]).toEqual(['rejected', 'fulfilled'])
})

test('whoever asks while a refresh is under way sees what was written before', () =>
  withIndex(cluster, {}, async ({ index, proxy }) => {
    let release: (() => void) | undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    proxy.rule = async ({ path }, pass) => {
      const reply = await pass()
      // The server has refreshed; its answer takes its time.
      if (path.endsWith('_refresh')) await held
      return reply
    }
    const early = index.refresh()
    const one = hit()
    await index.write([{ key: keyOf(one), next: { hit: one, earlier: [] } }])
    const late = index.refresh()
    release?.()
    await Promise.all([early, late])
    expect((await index.search(everything, { limit: 1 })).total).toBe(1)
    expect(proxy.seen.filter(({ path }) => path.endsWith('_refresh')).map(({ path }) => path)).toHaveLength(2)
  }))
