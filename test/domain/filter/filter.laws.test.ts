import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { defaultSchema } from '../../../src/domain/fields.js'
import { parseFilter } from '../../../src/domain/filter/parseFilter.js'
import { printFilter } from '../../../src/domain/filter/printFilter.js'
import type { Word } from '../../../src/domain/filter/words.js'
import type { Json } from '../../../src/domain/json.js'
import { parseWhere } from '../../../src/domain/query/parse.js'
import { whereToJson } from '../../../src/domain/query/print.js'
import { queryIdOf } from '../../../src/domain/query/queryId.js'
import { conditions, hostileSchema } from '../query/arbitraries.js'
import { Chance, fuzzRuns } from '../query/chance.js'

const parts = [
  ...['service', 'status', 'latencyMs', 'message', 'team', '@timestamp', 'nope', 'level'].map((field) => `${field}:`),
  ...[
    'checkout',
    '500',
    '-5',
    '1.5',
    'a/b',
    '$x',
    'eu-*',
    '*',
    'e*u',
    'true',
    'é',
    '日本',
    '😀',
    '\ud800',
    '2026-11-24',
    '2026-11-24T09:30:00Z',
  ],
  ...[
    '"a b"',
    '"a\\"b"',
    '"',
    '\\',
    '"x"*',
    "don't",
    '--',
    '&&',
    '||',
    '!',
    '+a',
    '=a',
    '=',
    'OR',
    'AND',
    'NOT',
    'TO',
    'or',
    '-',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '>=',
    '>',
    '<',
    '<=',
    ':',
  ],
  ...['[1 TO 2]', '{* TO 5]', '[500 TO', ' ', ' ', ' ', ' ', '  ', '\t', '\u00a0', '\n', 'x'.repeat(300)],
]
const line = fc
  .array(fc.oneof(fc.constantFrom(...parts), fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 14 })
  .map((of) => of.join(''))

function inOrder(words: readonly Word[], length: number): boolean {
  let at = 0
  return words.every(({ start, end }) => {
    const good = start >= at && end > start && end <= length
    at = end
    return good
  })
}

function valueAt(json: Json, path: string): unknown {
  const steps = [...path.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g)]
  return steps.reduce<unknown>((value, [, name, index, quoted]) => {
    const key = name ?? index ?? (JSON.parse(quoted as string) as string)
    return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
      ? (value as Record<string, unknown>)[key]
      : undefined
  }, json)
}

describe('a condition', () => {
  for (const [name, schema] of [
    ['hostile', hostileSchema],
    ['default', defaultSchema],
  ] as const) {
    test.prop([conditions(schema)], { numRuns: 4000 })(
      `prints to a line that says the same (${name} schema)`,
      (json) => {
        const where = parseWhere(json, schema)
        if (!where.ok) throw new Error(where.refusal.message)
        const printed = printFilter(where.value, schema)
        // A line: an input element would drop what breaks it.
        expect(printed).not.toMatch(/[\n\r]/)
        const read = parseFilter(printed, schema)
        expect(read.ok ? queryIdOf(read.where) : `${printed}: ${read.message}`).toBe(queryIdOf(where.value))
      },
    )
  }

  test.prop([fc.string({ unit: 'binary' })], { numRuns: 5000 })('takes any value in quotes', (value) => {
    const read = parseFilter(`service:${JSON.stringify(value)}`, defaultSchema)
    expect(read.ok && read.where).toEqual({ op: 'in', field: 'service', values: [value] })
  })

  test.prop([fc.string({ unit: 'binary', minLength: 1 }).filter((s) => /^[^\s"()*<>=[{][^\s"()*]*$/.test(s))], {
    numRuns: 5000,
  })('takes any value without spaces, quotes, brackets and stars as it is', (value) => {
    const read = parseFilter(`service:${value}`, defaultSchema)
    expect(read.ok && read.where).toEqual({ op: 'in', field: 'service', values: [value] })
  })
})

describe('a line', () => {
  const { runs, seed } = fuzzRuns(20_000)

  test.prop([line], { numRuns: runs, seed })(
    'is read, or refused with a place in it and all other words in order',
    (text) => {
      const read = parseFilter(text, defaultSchema)
      expect(inOrder(read.words, text.length)).toBe(true)
      if (read.ok) {
        expect(parseFilter(printFilter(read.where, defaultSchema), defaultSchema)).toMatchObject({
          ok: true,
          where: read.where,
        })
        const json = whereToJson(read.where)
        for (const word of read.words) {
          if (word.path !== undefined) expect(valueAt(json, word.path), `${text} ${word.path}`).toBeDefined()
        }
        return
      }
      const { column, length, message, fixes = [] } = read
      expect(message).not.toBe('')
      expect(column >= 0 && length >= 1 && column + length <= text.length + 1).toBe(true)
      for (const word of read.words) expect(word.end <= column || word.start >= column + length).toBe(true)
      expect(fixes).not.toContain(text)
      expect(new Set(fixes).size).toBe(fixes.length)
    },
  )

  test.prop([line], { numRuns: 3000 })('whose fixes are taken one after the other comes to an end', (text) => {
    let fixed = text
    for (let i = 0; i < 40; i++) {
      const read = parseFilter(fixed, defaultSchema)
      if (read.ok || read.fixes === undefined) return
      fixed = read.fixes[0] as string
    }
    throw new Error(`${text} is still being fixed: ${fixed}`)
  })

  test('of 32 KB takes no stack and little time, whatever is in it', () => {
    const chance = new Chance(1)
    const soup = Array.from({ length: 8000 }, () => chance.of(parts)).join('')
    for (const piece of [
      '(',
      ')',
      '-',
      'NOT ',
      'a OR ',
      'a ',
      '"',
      '\\',
      'a(',
      'service:',
      'service:(',
      '[',
      'x:(',
      '- (',
      ': ',
      '()',
      '-(a OR ',
      '"a" ',
      'nope:a ',
      'status:[',
      '!',
    ]) {
      const started = performance.now()
      const read = parseFilter(piece.repeat(32_768 / piece.length), defaultSchema)
      expect(inOrder(read.words, 32_768)).toBe(true)
      expect(performance.now() - started, piece).toBeLessThan(2000)
    }
    expect(parseFilter(soup, defaultSchema).ok).toBe(false)
  })
})
