import { createHash } from 'node:crypto'
import { fc, test as law } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { analyze } from '../../../src/domain/text/analyze.js'
import { printTerms } from '../../../src/domain/text/printTerms.js'

const x = (length: number) => 'x'.repeat(length)

// Each answer is Lucene 9.12.1's (StandardAnalyzer), which OpenSearch 2.19 uses.
test.each<[string, string[]]>([
  ['', []],
  ['-- ... ___ * #', []],
  ['Timeout Upstream, timeout', ['timeout', 'upstream', 'timeout']],
  ["Don't it’s 'quoted'", ["don't", 'it’s', 'quoted']],
  [
    '1.5 1,000 1;2 1:2 3.x a.b a,b a:b x.1',
    ['1.5', '1,000', '1;2', '1', '2', '3', 'x', 'a.b', 'a', 'b', 'a:b', 'x', '1'],
  ],
  ['foo_bar _a_ __1 a._b', ['foo_bar', '_a_', '__1', 'a', '_b']],
  [
    'a1b2 eu-west-1 GET/api/v1 user@example.com',
    ['a1b2', 'eu', 'west', '1', 'get', 'api', 'v1', 'user', 'example.com'],
  ],
  ['Größe İSTANBUL ΣΑΣ ΑΣ', ['größe', 'istanbul', 'σασ', 'ασ']],
  ['日本語 ひら カタカナ 한국어', ['日', '本', '語', 'ひ', 'ら', 'カタカナ', '한국어']],
  ['ภาษาไทย ລາວ', ['ภาษาไทย', 'ລາວ']],
  ['צה"ל א\'', ['צה"ל', "א'"]],
  ['👩‍👩‍👧 🇩🇪🇫🇷 1️⃣ 👍🏽 ok☕', ['👩‍👩‍👧', '🇩🇪', '🇫🇷', '1️⃣', '👍🏽', 'ok', '☕']],
  ['©2026 e\u0301a\u00adb', ['©', '2026', 'e\u0301a\u00adb']],
  [x(300), [x(255), x(45)]],
  [`${x(254)}.y`, [x(254), 'y']],
  [`${'_'.repeat(300)}a`, [`${'_'.repeat(254)}a`]],
  [`é${x(300)}`, [`é${x(254)}`, x(46)]],
])('%j is split as Lucene splits it', (text, tokens) => {
  expect(analyze(text)).toEqual(tokens)
})

test('every character of two planes, in many surroundings, is split as Lucene splits it', () => {
  const hash = createHash('sha256')
  for (let point = 0; point < 0x20000; point++) {
    if (point >= 0xd800 && point <= 0xdfff) continue
    const c = String.fromCodePoint(point)
    const text = `${c} a${c}a 1${c}1 \u05d0${c}\u05d0 \u30a2${c}_${c}b \u{1f44d}\u200d${c} ${c}${c}\u{1f3fd} ${c}\ufe0f\u20e3`
    hash.update(`${point === 0 ? '' : '\n\n'}${analyze(text).join('\n')}`)
  }
  // The same, made from the answers of Lucene 9.12.1 on Java 17.
  expect(hash.digest('hex')).toBe('24286c5b7a66493a6d022d56c5ae2c8273c8571316b8275e608350842143c3cb')
})

describe('a text', () => {
  const ascii = fc.stringMatching(/^[aZ1_ '.,:;"*#-]{0,40}$/)
  const long = fc.array(fc.tuple(fc.constantFrom('a', '1', '_', '.', "'", ' '), fc.integer({ min: 1, max: 300 })), {
    maxLength: 8,
  })
  const any = fc.oneof(
    ascii,
    long.map((runs) => runs.map(([piece, times]) => piece.repeat(times)).join('')),
    fc.string({ unit: 'binary' }),
    fc
      .array(
        fc.constantFrom(
          'a',
          '1',
          '_',
          "'",
          '"',
          '.',
          ' ',
          'ア',
          'あ',
          '漢',
          '가',
          'א',
          'ก',
          '\u0301',
          '\u200d',
          '\ufe0f',
          '\u20e3',
          '👍',
          '\u{1f3fd}',
          '🇩',
          'Ⓜ',
          'İ',
          'Σ',
          '\ud83d',
          '#',
        ),
      )
      .map((of) => of.join('')),
  )

  law.prop(
    [
      fc.oneof(
        ascii,
        long.map((runs) => runs.map(([piece, times]) => piece.repeat(times)).join('')),
      ),
    ],
    { numRuns: 5000 },
  )('of ASCII gives what it gives beside other letters', (text) => {
    expect([...analyze(text), 'é']).toEqual(analyze(`${text} é`))
  })

  law.prop([any], { numRuns: 5000 })('has tokens of 1 to 255 units', (text) => {
    for (const token of analyze(text)) expect(token.length >= 1 && token.length <= 255).toBe(true)
  })

  law.prop([any], { numRuns: 5000 })('can be printed from its terms', (text) => {
    const terms = analyze(text)
    expect(analyze(printTerms(terms))).toEqual(terms)
  })
})
