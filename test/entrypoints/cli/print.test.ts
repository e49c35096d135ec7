import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { Hit } from '../../../src/domain/document/hit.js'
import { hitLine } from '../../../src/entrypoints/cli/print/hitLine.js'
import { plain } from '../../../src/entrypoints/cli/print/plain.js'

const hit: Hit = {
  eventId: 'a',
  version: 2,
  '@timestamp': '2026-11-24T09:47:12.626Z',
  ingestedAt: '2026-11-24T09:47:12.700Z',
  service: 'checkout',
  eventType: 'request.completed',
  level: 'error',
  status: 504,
  latencyMs: 812,
  message: 'Timeout',
}

describe('a hit on a terminal', () => {
  test('is one line', () => {
    expect(hitLine(hit, false)).toBe('09:47:12.626  error  checkout   request.completed   504    812 ms  v2  Timeout')
  })

  test('shows what is absent as a dash', () => {
    const { eventId, version: _, '@timestamp': at, ingestedAt } = hit
    expect(hitLine({ eventId, version: 1, '@timestamp': at, ingestedAt }, false)).toBe(
      '09:47:12.626  –      –          –                     –         –  a',
    )
  })

  test('is coloured where that is wanted, and only there', () => {
    expect(hitLine(hit, true)).toContain('\u001b[31m504\u001b[39m')
    expect(hitLine(hit, false)).not.toContain('\u001b')
  })

  test.prop([fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })])(
    'cannot drive the terminal',
    (service, message) => {
      const line = hitLine({ ...hit, service, message, level: service }, false)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
    },
  )

  test('says which character it did not show', () => {
    expect(plain('a\u001b[2Jb\u202ec')).toBe('a\\u001b[2Jb\\u202ec')
  })
})
