import fc from 'fast-check'
import type { Json } from '../../src/domain/json.js'

/** Strings that break careless code: names of prototypes, lone surrogates, separators, control characters, nothing. */
export const hostileString = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    '',
    ' ',
    ':',
    '/',
    '$',
    'a:b/c$d e',
    '\u0000',
    '\ud800',
    '\udc00x',
    '\ufffd',
    '\u{10000}',
    'é',
    '"\\',
    '1e308',
    'all',
    'service:checkout',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
)

export const hostileNumber = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 1e308, -1e308, 5e-324, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 0.1, 1.5),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
)

/** JSON as JSON.parse makes it: `__proto__` is an own key like any other. */
export const hostileJson: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false),
    hostileNumber,
    hostileString,
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(hostileString, tie('value')), { maxLength: 4 })
      .map((entries) => Object.fromEntries(entries) as Json),
  ),
})).value

export function nested(depth: number): Json {
  let value: Json = 'deep'
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value }
  return value
}
