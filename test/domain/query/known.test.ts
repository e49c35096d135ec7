import { describe, expect, it } from 'vitest'
import { defaultSchema } from '../../../src/domain/fields.js'
import { compileWhere } from '../../../src/domain/query/matcher.js'
import { MatchIndex } from '../../../src/domain/query/matchIndex.js'
import { subjectOf } from '../../../src/domain/query/subject.js'
import type { Where } from '../../../src/domain/query/where.js'
import { hit } from '../../support/hits.js'

const later = { op: 'near', field: 'service', value: 'checkout' } as unknown as Where
const later2 = { op: 'always' } as unknown as Where
const checkout: Where = { op: 'in', field: 'service', values: ['checkout'] }

describe.each<[string, Where]>([
  ['alone', later],
  ['without a field', later2],
  ['inside an and', { op: 'and', of: [checkout, later] }],
  ['inside an or', { op: 'or', of: [checkout, later] }],
  ['inside a not', { op: 'not', of: later }],
  ['inside a not, without a field', { op: 'not', of: later2 }],
  ['deeper', { op: 'and', of: [checkout, { op: 'not', of: { op: 'or', of: [checkout, later2] } }] }],
])('an operator of a later version, %s', (_, where) => {
  const subject = subjectOf(hit({ service: 'checkout' }), defaultSchema)

  it('matches nothing', () => {
    expect(compileWhere(where, defaultSchema)(subject)).toBe(false)
  })

  it('does not keep other queries from being matched', () => {
    const index = new MatchIndex(defaultSchema)
    index.add({ queryId: 'later', where, channels: ['service:checkout'] })
    index.add({ queryId: 'known', where: checkout, channels: ['service:checkout'] })
    const found: string[] = []
    index.match(subject, ({ queryId }) => found.push(queryId))
    expect(found).toEqual(['known'])
    index.remove('later')
    expect(index.size).toBe(1)
  })
})
