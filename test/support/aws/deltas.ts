import type { Delta, Hit } from '../../../src/domain/document/hit.js'

/** A delta that is told for the first time; `pad` characters make it larger. */
export function deltaFor(id: string, pad = 0): Delta {
  const now = {
    eventId: id,
    version: 1,
    '@timestamp': '2026-11-24T09:30:00.000Z',
    ingestedAt: '2026-11-24T09:30:00.000Z',
    service: 'checkout',
    ...(pad === 0 ? {} : { note: 'x'.repeat(pad) }),
  } as Hit
  return { key: `2026-11-24/${id}`, now, was: [] }
}
