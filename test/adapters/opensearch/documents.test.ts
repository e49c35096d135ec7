import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Documents, type Source } from '../../../src/adapters/opensearch/documents.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import { parseEventId } from '../../../src/domain/event/eventId.js'
import { defaultSchema } from '../../../src/domain/fields.js'
import { asTold, stored } from '../../contracts/hitIndex/underTest.js'
import { hostileSchema } from '../../domain/query/arbitraries.js'
import { hit, hitArbitrary } from '../../support/hits.js'
import { hostileString } from '../../support/hostile.js'
import { useOpenSearch } from './cluster.js'
import { withIndex } from './opened.js'

const cluster = useOpenSearch()

test.each([defaultSchema, hostileSchema])('any document comes back as it went in %#', (schema) => {
  const documents = new Documents(schema)
  fc.assert(
    fc.property(hitArbitrary(), hitArbitrary(), (now, before) => {
      const given = stored(now, before)
      const line = documents.encode(given)
      expect(line).not.toContain('\n')
      expect(documents.decode(JSON.parse(line) as Source)).toEqual(asTold(given))
    }),
  )
})

test('what a person looks for stands at the top', () => {
  const source = new Documents(defaultSchema).encode(stored(hit({ service: 'a', 'k8s.pod': 'p', trace: { id: 1 } })))
  expect(JSON.parse(source)).toEqual(hit({ service: 'a', 'k8s.pod': 'p', trace: { id: 1 } }))
})

const odd = [
  '_id',
  '_source',
  '_deltaboard',
  '',
  ' ',
  '.',
  'a.',
  '.a',
  'a..b',
  '\u001c',
  'eventId.x',
  'service.name',
  'message.raw',
]

test('the server takes documents with any names, and gives them back; no name of theirs is another field', () =>
  withIndex(cluster, {}, async ({ index }) => {
    const named = fc.array(fc.tuple(fc.oneof(fc.constantFrom(...odd), hostileString), hostileString), { maxLength: 9 })
    const declared = new Set(defaultSchema.fields.keys())
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(named, hitArbitrary()), { minLength: 1, maxLength: 60 }), async (given) => {
        const hits = given
          .map(([names, one]) => ({
            ...Object.fromEntries([...Object.entries(one), ...names].filter(([name]) => !declared.has(name as string))),
            ...hit({ eventId: one.eventId, service: 'plain' }),
          }))
          .filter((one) => parseEventId(one.eventId) !== undefined)
        const byKey = new Map(hits.map((one) => [keyOf(one), one]))
        const held = await index.get([...byKey.keys()])
        const writes = [...byKey].map(([key, one]) => ({
          key,
          next: stored(one, one),
          ...(held.has(key) ? { token: held.get(key)?.token as string } : {}),
        }))
        expect(await index.write(writes)).toEqual(writes.map(() => 'written'))
        const got = await index.get([...byKey.keys()])
        for (const { key, next } of writes) expect(got.get(key)?.stored).toEqual(asTold(next))
      }),
      { numRuns: 20 },
    )
  }))
