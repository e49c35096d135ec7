import { describe, expect, it } from 'vitest'
import { parsePutEvents } from '../../../src/entrypoints/server/putEvents/parsePutEvents.js'

const good = { Source: 'shop', DetailType: 'paid', Detail: '{"a":1}' }

function first(entry: object) {
  const parsed = parsePutEvents(JSON.stringify({ Entries: [entry] }))
  if (!parsed.ok) throw new Error(parsed.refusal.message)
  return parsed.value[0]
}
function fault(body: string) {
  const parsed = parsePutEvents(body)
  if (parsed.ok) throw new Error('was accepted')
  return parsed.refusal
}

describe('entries', () => {
  it('become events, with their own time in epoch seconds', () => {
    const entry = { source: 'shop', detailType: 'paid', detail: { a: 1 } }
    expect(first(good)).toEqual({ entry: { ...entry, time: undefined } })
    expect(first({ ...good, Time: 1_795_478_400.1239 })).toEqual({
      entry: { ...entry, time: '2026-11-24T00:00:00.123Z' },
    })
    expect(first({ ...good, Time: null, Resources: null, EventBusName: 'other', TraceHeader: 'x' })).toEqual({
      entry: { ...entry, time: undefined },
    })
    expect(first({ ...good, Time: 0 })).toMatchObject({ entry: { time: '1970-01-01T00:00:00.000Z' } })
  })

  it.each([
    [{ ...good, Source: undefined }, 'InvalidArgument', /Parameter Source is not valid/],
    [{ ...good, Source: '' }, 'InvalidArgument', /Parameter Source/],
    [{ ...good, DetailType: null }, 'InvalidArgument', /Parameter DetailType/],
    [{ Source: 's', DetailType: 't' }, 'InvalidArgument', /Parameter Detail is not valid/],
    [{ ...good, Detail: '' }, 'InvalidArgument', /Parameter Detail is not valid/],
    [{ ...good, Detail: '{' }, 'MalformedDetail', /malformed/],
    [{ ...good, Detail: '[]' }, 'MalformedDetail', /malformed/],
    [{ ...good, Detail: 'null' }, 'MalformedDetail', /malformed/],
    [{ ...good, Time: 1e308 }, 'InvalidArgument', /Parameter Time/],
  ])('fail alone: %j', (entry, code, message) => {
    const parsed = parsePutEvents(JSON.stringify({ Entries: [good, entry, good] }))
    if (!parsed.ok) throw new Error(parsed.refusal.message)
    expect(parsed.value[1]).toEqual({ error: { code, message: expect.stringMatching(message) } })
    expect(parsed.value[0]).toHaveProperty('entry')
    expect(parsed.value[2]).toHaveProperty('entry')
  })

  it('read own members only', () => {
    expect(first(JSON.parse('{"__proto__":{"Source":"s","DetailType":"t","Detail":"{}"}}'))).toHaveProperty('error')
  })
})

describe('a whole request is refused as AWS does', () => {
  it.each([
    ['{', 'SerializationException'],
    ['', 'SerializationException'],
    ['[]', 'SerializationException'],
    ['null', 'SerializationException'],
    ['{"Entries":{}}', 'SerializationException'],
    ['{"Entries":[1]}', 'SerializationException'],
    ['{"Entries":[null]}', 'SerializationException'],
    [JSON.stringify({ Entries: [{ ...good, Source: 7 }] }), 'SerializationException'],
    [JSON.stringify({ Entries: [{ ...good, Detail: { a: 1 } }] }), 'SerializationException'],
    [JSON.stringify({ Entries: [{ ...good, Time: '2026-11-24T00:00:00Z' }] }), 'SerializationException'],
    [JSON.stringify({ Entries: [{ ...good, Resources: 'x' }] }), 'SerializationException'],
    [JSON.stringify({ Entries: [{ ...good, Resources: [1] }] }), 'SerializationException'],
    ['{}', 'ValidationException'],
    ['{"Entries":null}', 'ValidationException'],
    ['{"Entries":[]}', 'ValidationException'],
    [JSON.stringify({ Entries: Array(11).fill(good) }), 'ValidationException'],
  ])('%s', (body, code) => expect(fault(body)).toMatchObject({ code, message: expect.stringMatching(/./) }))

  it('at more than 1 MB, measured as EventBridge measures', () => {
    const filled = (bytes: number, more: object = {}) =>
      JSON.stringify({
        Entries: [{ Source: 's', DetailType: 't', Detail: JSON.stringify({ m: 'x'.repeat(bytes - 10) }), ...more }],
      })
    const mega = 2 ** 20
    expect(parsePutEvents(filled(mega)).ok).toBe(true)
    expect(fault(filled(mega + 1))).toMatchObject({
      code: 'ValidationException',
      message: expect.stringMatching(/size/),
    })
    expect(fault(filled(mega, { Time: 1 })).code).toBe('ValidationException')
    expect(parsePutEvents(filled(mega - 14, { Time: 1 })).ok).toBe(true)
    expect(fault(filled(mega - 14, { Time: 1, Resources: ['é'] })).code).toBe('ValidationException')
    expect(parsePutEvents(filled(mega, { EventBusName: 'x'.repeat(300) })).ok).toBe(true)
  })
})
