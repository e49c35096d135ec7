import { describe, expect, it } from 'vitest'
import { bodiesOf } from '../../../../src/adapters/aws/sqs/bodies.js'
import { readDeltaRecord, readEventRecord } from '../../../../src/adapters/aws/sqs/records.js'
import type { RawEvent } from '../../../../src/domain/event/rawEvent.js'
import type { Welcome } from '../../../../src/ports/eventBus.js'
import { deltaFor } from '../../../support/aws/deltas.js'

const envelope = (more: object = {}) =>
  JSON.stringify({
    version: '0',
    id: 'e1',
    source: 's',
    'detail-type': 't',
    time: '2026-11-24T09:30:00Z',
    detail: {},
    ...more,
  })

describe('readEventRecord', () => {
  it('reads an envelope, with any keys in its detail', () => {
    const read = readEventRecord(envelope({ detail: JSON.parse('{"__proto__":{"a":1},"constructor":2}') }))
    expect(read.ok && JSON.stringify(read.value)).toBe(
      '{"id":"e1","source":"s","detailType":"t","time":"2026-11-24T09:30:00Z","detail":{"__proto__":{"a":1},"constructor":2}}',
    )
  })

  it.each([
    ['no JSON', '{', 'not_an_envelope'],
    ['no object', '[]', 'not_an_envelope'],
    ['no id', envelope({ id: undefined }), 'not_an_envelope'],
    ['no time', envelope({ time: 7 }), 'not_an_envelope'],
    ['a delta', envelope({ source: 'deltaboard', 'detail-type': 'deltas' }), 'not_an_event'],
    ['a welcome', envelope({ source: 'deltaboard', 'detail-type': 'welcomes' }), 'not_an_event'],
  ])('refuses %s', (_, body, code) => {
    expect(readEventRecord(body)).toMatchObject({ ok: false, refusal: { code } })
  })

  it('reads back what is told again, and leaves a missing detail to be refused as an event', () => {
    const event: RawEvent = { id: 'e1', source: 's', detailType: 't', time: 'now', detail: { n: [1] } }
    const [body] = bodiesOf('events', [event])
    expect(readEventRecord(body?.text ?? '')).toEqual({ ok: true, value: event })
    expect(readEventRecord(envelope({ detail: undefined }))).toMatchObject({ ok: true, value: { detail: null } })
  })
})

describe('readDeltaRecord', () => {
  const welcome: Welcome = {
    to: { connectionId: 'c', endpoint: 'e', packed: false, connectedAt: 1 },
    subscribed: [{ ref: 'all', queryId: 'q' }],
  }

  it('reads deltas and welcomes, whole and by reference', () => {
    const deltas = [deltaFor('a'), { key: 'k', byReference: true, ingestedAt: 'now' } as const]
    const [packed] = bodiesOf('deltas', deltas)
    expect(readDeltaRecord(packed?.text ?? '')).toEqual({
      ok: true,
      value: deltas.map((item) => ({ topic: 'deltas', item })),
    })
    const [greeting] = bodiesOf('welcomes', [welcome])
    expect(readDeltaRecord(greeting?.text ?? '')).toEqual({ ok: true, value: [{ topic: 'welcomes', item: welcome }] })
  })

  it.each([
    ['no JSON', '"deltas'],
    ['another source', envelope({ 'detail-type': 'deltas', detail: { deltas: [] } })],
    ['another type', envelope({ source: 'deltaboard', detail: { t: [] } })],
    ['a type that every object has', envelope({ source: 'deltaboard', 'detail-type': 'constructor', detail: {} })],
    ['no list', envelope({ source: 'deltaboard', 'detail-type': 'deltas', detail: { deltas: {} } })],
    [
      'half a delta',
      envelope({ source: 'deltaboard', 'detail-type': 'deltas', detail: { deltas: [{ key: 'k', now: {} }] } }),
    ],
    [
      'no address',
      envelope({ source: 'deltaboard', 'detail-type': 'welcomes', detail: { welcomes: [{ subscribed: [] }] } }),
    ],
  ])('refuses %s', (_, body) => {
    expect(readDeltaRecord(body)).toMatchObject({ ok: false, refusal: { code: 'not_a_delta' } })
  })
})
