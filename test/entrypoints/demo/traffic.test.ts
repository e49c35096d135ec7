import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { Hit } from '../../../src/domain/document/hit.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import { normalize } from '../../../src/domain/event/normalize.js'
import { defaultSchema } from '../../../src/domain/fields.js'
import { Traffic } from '../../../src/entrypoints/demo/traffic.js'

const day = 86_400_000
const start = Date.parse('2026-11-24T09:00:00Z')
const anySeed = fc.integer()
const anyStart = fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2090-01-01') })

describe('what the sample services emit', () => {
  test.prop([anySeed, anyStart], { numRuns: 20 })('is the same for the same seed and times', (seed, from) => {
    const [one, other] = [new Traffic(seed, from), new Traffic(seed, from)]
    expect(one.between(from, from + 3000)).toEqual(other.between(from, from + 3000))
  })

  test.prop([anySeed, anyStart], { numRuns: 20 })('lies within its stretch of time, oldest first', (seed, from) => {
    const times = new Traffic(seed, from).between(from, from + 3000).map((event) => Date.parse(event.time))
    expect(times.every((t) => t >= from && t < from + 3000)).toBe(true)
    expect(times).toEqual([...times].sort((a, b) => a - b))
  })

  test.prop([anySeed, anyStart], { numRuns: 20 })('is accepted by the domain, every event of it', (seed, from) => {
    for (const event of new Traffic(seed, from).between(from, from + 20_000)) {
      const draft = normalize(event, defaultSchema, { now: from + 20_000, retentionMs: day })
      expect(draft, JSON.stringify(event)).toMatchObject({ ok: true })
    }
  })

  test.prop([anySeed], { numRuns: 5 })('comes at about sixty a second, from every service, team and level', (seed) => {
    const events = new Traffic(seed, start).between(start, start + 600_000)
    const first = events.filter((event) => detailOf(event).version === 1)
    expect(first.length / 600).toBeGreaterThan(45)
    expect(first.length / 600).toBeLessThan(75)
    const values = (field: string) => new Set(events.map((event) => detailOf(event)[field]))
    expect([...values('service')].sort()).toEqual(['cart', 'catalog', 'checkout', 'fraud', 'payments', 'search'])
    expect([...values('level')].sort()).toEqual(['debug', 'error', 'info', 'warn'])
    expect(values('team').size).toBe(3)
    expect(values('location').size).toBe(3)
    expect([...values('status')]).toEqual(expect.arrayContaining([200, 202, 402, 504]))
  })

  test.prop([anySeed], { numRuns: 5 })('updates documents: a later version under the key that was there', (seed) => {
    const traffic = new Traffic(seed, start)
    const events = [...traffic.between(start, start + 30_000), ...traffic.between(start + 30_000, start + 60_000)]
    const seen = new Map<string, number>()
    let updates = 0
    for (const event of events) {
      const detail = detailOf(event)
      const before = seen.get(keyOf(detail))
      expect(detail.version).toBe((before ?? 0) + 1)
      if (before !== undefined) {
        updates += 1
        expect(detail['status']).not.toBe(202)
      }
      seen.set(keyOf(detail), detail.version)
    }
    expect(updates).toBeGreaterThan(100)
  })
})

function detailOf(event: { readonly detail: unknown }): Hit {
  return event.detail as Hit
}
