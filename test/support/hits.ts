import fc from 'fast-check'
import type { Hit } from '../../src/domain/document/hit.js'
import type { Json } from '../../src/domain/json.js'
import { hostileJson, hostileString } from './hostile.js'

const own = new Set(['eventId', 'version', '@timestamp', 'ingestedAt'])

/** A stored document with hostile fields. */
export function hitArbitrary(): fc.Arbitrary<Hit> {
  const field = fc
    .oneof(fc.constantFrom('service', 'team', 'message', 'status'), hostileString)
    .filter((f) => !own.has(f))
  return fc
    .record({
      eventId: hostileString.filter((s) => s !== ''),
      version: fc.integer({ min: 1, max: 9 }),
      at: fc.integer({ min: 0, max: 86_400_000 }),
      fields: fc.array(fc.tuple(field, hostileJson), { maxLength: 6 }),
    })
    .map(({ eventId, version, at, fields }) => {
      const time = new Date(Date.parse('2026-11-24T00:00:00Z') + at).toISOString()
      return hit({ ...Object.fromEntries(fields), eventId, version, '@timestamp': time, ingestedAt: time })
    })
}

/** A stored document; what is not given has a plain value. */
export function hit(fields: { readonly [field: string]: Json } = {}): Hit {
  return {
    eventId: 'e1',
    version: 1,
    '@timestamp': '2026-11-24T09:30:00.000Z',
    ingestedAt: '2026-11-24T09:30:00.100Z',
    ...fields,
  }
}
