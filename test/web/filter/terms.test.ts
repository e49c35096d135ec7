import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { defaultSchema } from '../../../src/domain/fields.js'
import { parseFilter } from '../../../src/domain/filter/parseFilter.js'
import { printFilter } from '../../../src/domain/filter/printFilter.js'
import { allOf } from '../../../src/domain/query/combine.js'
import { parseWhere } from '../../../src/domain/query/parse.js'
import type { Where } from '../../../src/domain/query/where.js'
import { wellFormed } from '../../../src/domain/text/surrogates.js'
import { spansOf } from '../../../web/src/filter/spans.js'
import { chosenIn, soughtWords, termsOf, toggleTerm } from '../../../web/src/filter/terms.js'
import { conditions } from '../../domain/query/arbitraries.js'
import { hostileString } from '../../support/hostile.js'

const schema = defaultSchema
const whereOf = (line: string): Where => {
  const parsed = parseFilter(line, schema)
  if (!parsed.ok) throw new Error(`${line}: ${parsed.message}`)
  return parsed.where
}
/** Lines that can be read, of every shape. */
const lines = conditions(schema).map((json) => {
  const where = parseWhere(json, schema)
  return where.ok ? printFilter(where.value, schema) : ''
})
/** Of documents, which hold whole characters only. */
const values = fc.oneof(hostileString.map(wellFormed), fc.constantFrom('checkout', 'OR', '-a', '(b)', 'a b'))

describe('terms of a line', () => {
  test.prop([lines])('ANDed they are the line', (line) => {
    expect(allOf(...termsOf(line).map(whereOf))).toEqual(whereOf(line))
  })

  it.each([
    ['service:checkout  status:>=500 "timeout upstream"', ['service:checkout', 'status:>=500', '"timeout upstream"']],
    [
      'team:(a OR b) AND latencyMs:[5 TO 10} NOT level:debug',
      ['team:(a OR b)', 'latencyMs:[5 TO 10}', 'NOT level:debug'],
    ],
    ['service:a OR service:b team:c', ['service:a OR service:b team:c']],
    ['service:"a \\" b" x', ['service:"a \\" b"', 'x']],
    ['', []],
  ])('%s', (line, terms) => {
    expect(termsOf(line)).toEqual(terms)
  })
})

describe('a facet that is clicked', () => {
  test.prop([lines, values])('asks for its value as well', (line, value) => {
    // What matches nothing matches nothing, whatever is asked for beside it.
    if (whereOf(line).op === 'none') return
    const where = whereOf(toggleTerm(line, 'location', value, false, schema))
    const was = chosenIn(whereOf(line)).within.get('location')
    if (was?.has(value)) expect(chosenIn(where).within.get('location')?.has(value) ?? false).toBe(false)
    else expect(chosenIn(where).within.get('location')?.has(value)).toBe(true)
  })

  test.prop([values, fc.boolean()])('and again, lets it go', (value, out) => {
    const line = 'team:core status:>=500'
    const once = toggleTerm(line, 'service', value, out, schema)
    expect(toggleTerm(once, 'service', value, out, schema)).toBe(line)
  })

  it.each([
    ['', 'checkout', false, 'service:checkout'],
    ['service:cart', 'checkout', false, 'service:(cart OR checkout)'],
    ['service:(cart OR checkout) x', 'cart', false, 'service:checkout x'],
    ['service:checkout', 'checkout', true, '-service:checkout'],
    ['-service:checkout x', 'checkout', false, 'x service:checkout'],
    ['team:a OR team:b', 'checkout', false, '(team:a OR team:b) service:checkout'],
    ['x', 'a b', true, 'x -service:"a b"'],
  ])('%s and %s, out: %s, is %s', (line, value, out, expected) => {
    expect(whereOf(toggleTerm(line, 'service', value, out, schema))).toEqual(whereOf(expected))
  })
})

describe('colours of a line', () => {
  const anything = fc.oneof(
    lines,
    hostileString,
    fc
      .array(fc.constantFrom('service:', 'status:', '>=', '5', 'fast', '(', ')', '"', ' ', '-', ' OR '), {
        maxLength: 8,
      })
      .map((all) => all.join('')),
  )
  test.prop([anything])('their pieces are the line, what is wrong among them', (line) => {
    const parsed = parseFilter(line, schema)
    const spans = spansOf(line, parsed)
    expect(spans.map((span) => span.text).join('')).toBe(line)
    expect(spans.some((span) => span.kind === 'wrong')).toBe(!parsed.ok && parsed.column < line.length)
  })
})

describe('words that are marked', () => {
  it('are those that are looked for, not those that are excluded', () => {
    expect([...soughtWords(whereOf('Timeout "from upstream" -retry (a OR service:x)'))].sort()).toEqual([
      'a',
      'from',
      'timeout',
      'upstream',
    ])
  })
})
