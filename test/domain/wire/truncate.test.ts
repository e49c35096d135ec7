import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../../src/domain/json.js'
import { itemBytes } from '../../../src/domain/wire/pack.js'
import { fit } from '../../../src/domain/wire/truncate.js'
import { utf8Length } from '../../../src/domain/wire/utf8.js'
import { hit } from '../../support/hits.js'
import { hostileString, nested } from '../../support/hostile.js'

const large: fc.Arbitrary<Json> = fc.oneof(
  fc
    .tuple(hostileString, fc.integer({ min: 1, max: 40_000 }))
    .map(([s, times]) => `${s}é`.repeat(times).slice(0, 120_000)),
  fc.integer({ min: 1, max: 20_000 }).map((length) => Array.from({ length }, (_, i) => i)),
  fc.array(hostileString, { maxLength: 5 }),
  fc.constant(nested(100)),
)
const document = fc
  .array(fc.tuple(fc.oneof(hostileString, fc.string({ minLength: 3000, maxLength: 9000 })), large), { maxLength: 6 })
  .map((entries) => hit({ ...Object.fromEntries(entries), eventId: 'e1', version: 3 }))

describe('a document too big for a frame', () => {
  test.prop([document], { numRuns: 200 })('is cut to fit, keeps what it is, and names what was cut', (given) => {
    const { text, bytes, cut } = fit(given, itemBytes)
    expect(bytes).toBe(Buffer.byteLength(text))
    expect(bytes).toBeLessThanOrEqual(itemBytes)
    const sent = JSON.parse(text) as { [field: string]: Json }
    expect(sent).toMatchObject({ eventId: 'e1', version: 3, '@timestamp': given['@timestamp'] })
    expect(cut).toBe(utf8Length(JSON.stringify(given)) > itemBytes)
    if (!cut) expect(sent).toEqual(JSON.parse(JSON.stringify(given)))
    if (!cut) return
    const named = new Set(sent['truncated'] as string[])
    if (named.has('…')) return
    for (const [field, value] of Object.entries(JSON.parse(JSON.stringify(given)) as object)) {
      if (!named.has(field)) expect(sent[field]).toEqual(value)
    }
  })

  it('has its longest strings shortened, and the others left alone', () => {
    const { text } = fit(hit({ message: 'm'.repeat(100_000), team: 'core', note: 'n'.repeat(500) }), itemBytes)
    const sent = JSON.parse(text)
    expect(sent).toMatchObject({ team: 'core', note: 'n'.repeat(500), truncated: ['message'] })
    expect(sent.message).toMatch(/^m{1000,}$/)
  })

  it.each([100, 3000, 9000])('fits when it has %i small fields and nothing to shorten', (count) => {
    const given = hit(Object.fromEntries(Array.from({ length: count }, (_, i) => [`field${i}`, 'v'.repeat(20)])))
    const { bytes, text } = fit(given, itemBytes)
    expect(bytes).toBeLessThanOrEqual(itemBytes)
    // Nothing more goes than has to: what is left fills the room.
    if (count > 1000) expect(Object.keys(JSON.parse(text)).length).toBeGreaterThan(500)
  })

  it('never cuts a character in two', () => {
    const { text } = fit(hit({ message: `a${'\u{1F600}'.repeat(50_000)}` }), itemBytes)
    expect(JSON.parse(text).message).toMatch(/^a(\u{1F600})+$/u)
  })
})
