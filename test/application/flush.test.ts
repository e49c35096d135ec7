import { expect, it } from 'vitest'
import type { Audience } from '../../src/application/broadcast/audience.js'
import { Flush } from '../../src/application/broadcast/flush.js'
import { Shaper } from '../../src/application/broadcast/shaper.js'
import { Told } from '../../src/application/broadcast/told.js'
import { hit } from '../support/hits.js'

it('frames of a flush are kept for those who share them, up to a bound: the rest are made anew', () => {
  const told = new Told({ key: '2026-11-24/e1', now: hit({ note: 'n'.repeat(25_000) }), was: [] })
  const ids = Array.from({ length: 800 }, (_, i) => `q${i}`)
  const tellings = new Map(ids.map((id) => [id, [{ told, form: 'hit' as const }]]))
  const flush = new Flush(tellings, new Shaper(1000), Date.now(), 0)
  const audience = (queryId: string): Audience => {
    return { id: queryId, packed: true, interests: [{ queryId, policy: { kind: 'batch' } }], to: [] }
  }
  const first = ids.map((id) => flush.framesFor(audience(id)))
  const again = ids.map((id) => flush.framesFor(audience(id)))
  const bytesOf = (all: typeof first) => Buffer.concat(all.flat().map((frame) => frame.bytes))
  expect(bytesOf(again).equals(bytesOf(first))).toBe(true)
  expect(again[0]).toBe(first[0])
  const kept = again.filter((frames, i) => frames === first[i]).flat()
  expect(kept.reduce((bytes, frame) => bytes + frame.bytes.length, 0)).toBeLessThanOrEqual(16_777_216)
  // A message is serialised once all the same.
  expect(flush.serialised).toBe(800)
})
