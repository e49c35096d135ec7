import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareUtf8 } from '../../../src/domain/document/order.js'
import { facetOf, mostFrequent } from '../../../src/domain/summary/frequent.js'
import { hostileString } from '../../support/hostile.js'

const counts = fc
  .array(fc.tuple(fc.oneof(hostileString, fc.constant('other')), fc.integer({ min: 1, max: 5 })), {
    maxLength: 40,
    size: 'max',
  })
  .map((entries) => new Map(entries))

test('the first ten by count, then by UTF-8, are named; nothing is counted twice or not at all', () =>
  fc.assert(
    fc.property(counts, (counts) => {
      const { named, other } = mostFrequent(counts)
      const sorted = [...counts]
        .filter(([value]) => value !== 'other')
        .sort(([a, n], [b, m]) => m - n || compareUtf8(a, b))
      expect(named).toEqual(sorted.slice(0, 10))
      const all = [...counts.values()].reduce((sum, n) => sum + n, 0)
      expect(named.reduce((sum, [, n]) => sum + n, other)).toBe(all)
    }),
  ))

test('a facet ends with the others, where there are any', () => {
  expect(facetOf(mostFrequent([['a', 1]]))).toEqual([['a', 1]])
  expect(
    facetOf(
      mostFrequent([
        ['other', 2],
        ['a', 1],
      ]),
    ),
  ).toEqual([
    ['a', 1],
    ['other', 2],
  ])
})
