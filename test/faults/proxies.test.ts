import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isEmpty, Values, wordsOf } from '../support/faults/resp.js'

/** A lone surrogate does not come back from UTF-8. */
const wellFormed = (text: string) => Buffer.from(text).toString()
const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`
const value: fc.Arbitrary<string> = fc.letrec<{ one: string }>((tie) => ({
  one: fc.oneof(
    { maxDepth: 3 },
    fc.string().map((text) => `+${text.replace(/[\r\n]/g, '')}\r\n`),
    fc.integer().map((n) => `:${n}\r\n`),
    fc.string({ unit: 'binary' }).map((text) => bulk(wellFormed(text))),
    fc.constantFrom('$-1\r\n', '*-1\r\n', '-ERR no\r\n'),
    fc.array(tie('one'), { maxLength: 4 }).map((items) => `*${items.length}\r\n${items.join('')}`),
  ),
})).one

describe('what the proxy of Redis cuts', () => {
  it('is whole values, however they come in', () => {
    const cuts = fc.array(fc.nat(), { maxLength: 12 })
    fc.assert(
      fc.property(fc.array(value, { maxLength: 8 }), cuts, (all, at) => {
        const bytes = Buffer.from(all.join(''))
        const places = [0, ...at.map((n) => n % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
        const values = new Values()
        const cut = places.slice(1).flatMap((end, i) => values.take(bytes.subarray(places[i], end)).map(String))
        expect(cut).toEqual(all)
      }),
    )
  })

  it('is commands by their words, and answers that are empty or not', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 }), (words) => {
        const well = words.map((word) => wellFormed(word))
        expect(wordsOf(Buffer.from(`*${well.length}\r\n${well.map(bulk).join('')}`))).toEqual(well)
      }),
    )
    expect(['*-1\r\n', '$-1\r\n', '*0\r\n'].map((one) => isEmpty(Buffer.from(one)))).toEqual([true, true, true])
    expect(['*1\r\n:1\r\n', '$0\r\n\r\n', ':0\r\n'].map((one) => isEmpty(Buffer.from(one)))).toEqual([
      false,
      false,
      false,
    ])
  })
})
