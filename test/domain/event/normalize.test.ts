import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { Draft } from '../../../src/domain/document/hit.js'
import { indexOfKey, keyOf } from '../../../src/domain/document/identity.js'
import { normalize, refusalCodes } from '../../../src/domain/event/normalize.js'
import type { RawEvent } from '../../../src/domain/event/rawEvent.js'
import { defaultSchema, type FieldType, type Schema } from '../../../src/domain/fields.js'
import type { Json } from '../../../src/domain/json.js'
import { hostileJson, hostileNumber, hostileString, nested } from '../../support/hostile.js'

const now = Date.parse('2026-11-24T09:30:00.000Z')
const options = { now, retentionMs: 14 * 86_400_000 }
const schema: Schema = {
  ...defaultSchema,
  fields: new Map<string, FieldType>([
    ...defaultSchema.fields,
    ['ok', 'boolean'],
    ['ratio', 'double'],
    ['due', 'date'],
  ]),
}

function raw(detail: unknown, more: Partial<RawEvent> = {}): RawEvent {
  const time = '2026-11-24T09:29:00.000Z'
  return { id: 'envelope-1', source: 'shop', detailType: 'order.placed', time, detail, ...more }
}

function normalized(detail: unknown, more?: Partial<RawEvent>): Draft {
  const result = normalize(raw(detail, more), schema, options)
  if (!result.ok) throw new Error(`${result.refusal.code} ${result.refusal.path} ${result.refusal.message}`)
  return result.value
}

function refusal(detail: unknown, more?: Partial<RawEvent>): unknown {
  const result = normalize(raw(detail, more), schema, options)
  return result.ok ? result.value : { code: result.refusal.code, path: result.refusal.path }
}

const names = ['eventId', 'id', 'version', '@timestamp', 'timestamp', 'time', 'ingestedAt', ...schema.fields.keys()]
const detailLike = fc.oneof(
  hostileJson,
  fc
    .array(
      fc.tuple(
        fc.oneof(fc.constantFrom(...names), hostileString),
        fc.oneof(
          hostileJson,
          fc.integer({ min: 1, max: 9 }),
          fc.constantFrom('2026-11-24T09:00:00Z', '12', '0.10', 'true', now),
          fc.array(fc.oneof(hostileString, hostileNumber), { maxLength: 3 }),
        ),
      ),
      { maxLength: 8 },
    )
    .map((entries) => Object.fromEntries(entries) as Json),
)
const envelope = fc.record({
  id: fc.oneof(fc.constant('envelope-1'), hostileString),
  source: hostileString,
  detailType: hostileString,
  time: fc.oneof(fc.constant('2026-11-24T09:29:00.000Z'), hostileString),
})

describe('normalize', () => {
  test.prop([detailLike, envelope], { numRuns: 3000 })(
    'is total: any event is a document, or refused with a listed code',
    (detail, more) => {
      const result = normalize(raw(detail, more), schema, options)
      if (!result.ok) expect(refusalCodes).toContain(result.refusal.code)
      else {
        expect(result.value.version).toBeGreaterThanOrEqual(1)
        expect(new Date(result.value['@timestamp']).toISOString()).toBe(result.value['@timestamp'])
      }
    },
  )

  test.prop([detailLike, envelope], { numRuns: 3000 })(
    'is idempotent: a document normalized again is the same document',
    (detail, more) => {
      const once = normalize(raw(detail, more), schema, options)
      fc.pre(once.ok)
      if (!once.ok) return
      expect(normalize(raw(once.value, { ...more, id: 'another' }), schema, options)).toEqual(once)
    },
  )

  test.prop([detailLike], { numRuns: 2000 })('keeps every undeclared field as it came', (detail) => {
    const result = normalize(raw(detail), schema, options)
    fc.pre(result.ok)
    if (!result.ok) return
    for (const [name, value] of Object.entries(detail as object)) {
      if (names.includes(name)) continue
      expect(Object.getOwnPropertyDescriptor(result.value, name)?.value).toEqual(value)
    }
  })

  test.prop([fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer())])(
    'loses nothing in coercion: a number sent as text is that number',
    (number) => {
      expect(normalized({ ratio: String(number) })['ratio']).toBe(number + 0)
    },
  )

  it('makes -0 of a declared field 0, as its JSON is', () => {
    expect(normalized({ status: -0, ratio: [-0, 1] })).toMatchObject({ status: 0, ratio: [0, 1] })
  })

  it('makes half a surrogate pair in a declared string U+FFFD, which is what an index has for it', () => {
    const given = { service: 'cut \ud83d', team: ['\udc00\ud800', '😀'], message: '\udc00 a', other: '\ud83d' }
    const made = { service: 'cut \ufffd', team: ['\ufffd\ufffd', '😀'], message: '\ufffd a', other: '\ud83d' }
    expect(normalized(given)).toMatchObject(made)
  })

  it.each([
    ['12', 12],
    ['-0', 0],
    ['012', 12],
    ['1e3', 1000],
    ['12.0', 12],
  ])('takes %j for the long %j', (text, value) => {
    expect(normalized({ status: text })['status']).toBe(value)
  })

  it.each(['12.5', '9007199254740993', '9007199254740992', '', ' 12', '0x10', 'NaN', '1e400', '12a'])(
    'refuses %j for a long',
    (text) => {
      expect(refusal({ status: text })).toEqual({ code: 'bad_field', path: 'Detail.status' })
    },
  )

  it('reads the fields of the envelope where the detail has none', () => {
    expect(normalized({})).toEqual({
      eventId: 'envelope-1',
      version: 1,
      '@timestamp': '2026-11-24T09:29:00.000Z',
      service: 'shop',
      eventType: 'order.placed',
    })
  })

  it('takes the first time that is there, cut to the millisecond', () => {
    expect(normalized({ timestamp: '2026-11-24T10:20:30.1239999+01:00' })['@timestamp']).toBe(
      '2026-11-24T09:20:30.123Z',
    )
    expect(normalized({ '@timestamp': now - 5, timestamp: 'never looked at' })['@timestamp']).toBe(
      new Date(now - 5).toISOString(),
    )
  })

  it('takes an integer for an id, and the event id before the plain one', () => {
    expect(normalized({ id: 'a', eventId: 42 }).eventId).toBe('42')
    expect(normalized({ id: 'a' }).eventId).toBe('a')
  })

  it('takes arrays of a declared type, without their nulls', () => {
    expect(normalized({ status: [200, null, '404'] })['status']).toEqual([200, 404])
  })

  it.each<[string, unknown, string, string]>([
    ['an array', [1], 'not_an_object', 'Detail'],
    ['text', 'hello', 'not_an_object', 'Detail'],
    ['null', null, 'not_an_object', 'Detail'],
    ['too deep a nest', { a: nested(300) }, 'too_deep', 'Detail'],
    ['an empty id', { eventId: '' }, 'bad_event_id', 'Detail.eventId'],
    ['an id of 513 bytes', { eventId: 'é'.repeat(257) }, 'bad_event_id', 'Detail.eventId'],
    ['an id with a lone surrogate', { id: 'a\ud800b' }, 'bad_event_id', 'Detail.id'],
    ['an id that is no integer', { eventId: 1.5 }, 'bad_event_id', 'Detail.eventId'],
    ['version 0', { version: 0 }, 'bad_version', 'Detail.version'],
    ['a version as text', { version: '2' }, 'bad_version', 'Detail.version'],
    ['a time without a zone', { timestamp: '2026-11-24T09:00:00' }, 'bad_timestamp', 'Detail.timestamp'],
    ['a day that does not exist', { time: '2026-02-30T09:00:00Z' }, 'bad_timestamp', 'Detail.time'],
    ['1970', { timestamp: '1970-01-01T00:00:00Z' }, 'too_old', 'Detail.timestamp'],
    ['2100', { timestamp: '2100-01-01T00:00:00Z' }, 'in_future', 'Detail.timestamp'],
    ['an object for a keyword', { team: {} }, 'bad_field', 'Detail.team'],
    ['an array in an array', { team: [['a']] }, 'bad_field', 'Detail.team'],
    ['text for a boolean', { ok: 'yes' }, 'bad_field', 'Detail.ok'],
    ['text for a date', { due: 'tomorrow' }, 'bad_field', 'Detail.due'],
    [
      '101 values to be routed by',
      { team: Array.from({ length: 101 }, (_, i) => `t${i}`) },
      'bad_field',
      'Detail.team',
    ],
    ['256 KB and a byte', { note: 'x'.repeat(262_144) }, 'too_large', 'Detail'],
  ])('refuses %s with its code and place', (_, detail, code, path) => {
    expect(refusal(detail)).toEqual({ code, path })
  })

  it('refuses an event without any time', () => {
    expect(refusal({}, { time: '' })).toEqual({ code: 'no_timestamp', path: 'Time' })
  })

  it('keeps a field named __proto__ as a field', () => {
    const document = normalized(JSON.parse('{"__proto__": {"service": "forged"}}'))
    expect(Object.keys(document)).toContain('__proto__')
    expect(document['service']).toBe('shop')
  })

  it('accepts many values where they are no channels, and 100 where they are', () => {
    const many = Array.from({ length: 5000 }, (_, i) => i)
    expect(normalized({ status: many })['status']).toEqual(many)
    expect(normalized({ team: many.slice(0, 100) })['team']).toEqual(many.slice(0, 100).map(String))
  })

  it('accepts 200 levels of nesting', () => {
    expect(normalized({ note: nested(200) })['note']).toEqual(nested(200))
  })
})

describe('identity', () => {
  test.prop([fc.integer({ min: -86_400_000, max: 86_400_000 }), hostileString.filter((s) => s !== '')])(
    'is the same at any hour that the event is sent again',
    (later, id) => {
      const detail = { eventId: id, timestamp: '2026-11-23T23:59:59.999Z' }
      const first = normalize(raw(detail), schema, options)
      const again = normalize(raw(detail, { id: 'other', time: '2026-11-24T01:00:00.000Z' }), schema, {
        ...options,
        now: now + later,
      })
      fc.pre(first.ok && again.ok)
      if (!first.ok || !again.ok) return
      expect(keyOf(again.value)).toBe(keyOf(first.value))
      expect(keyOf(first.value)).toBe(`2026-11-23/${id}`)
      expect(indexOfKey(keyOf(first.value))).toBe('metrics-2026.11.23')
    },
  )
})
