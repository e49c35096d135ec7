import { describe, expect, it } from 'vitest'
import { parseClientMessage } from '../../../src/entrypoints/wire/parseClientMessage.js'

const deep = `${'{"not":'.repeat(200)}{}${'}'.repeat(200)}`

describe('a client message', () => {
  it.each([
    { action: 'subscribe', ref: 'a', query: {} },
    {
      action: 'subscribe',
      ref: '',
      query: { channel: 'all', where: { a: 1 }, limit: 1000 },
      policy: 'latest',
      latestBy: 'team',
    },
    { action: 'subscribe', ref: 'ü'.repeat(32), query: {}, since: '2026-11-24T00:00:00.000Z', snapshot: false },
    { action: 'unsubscribe', ref: 'b', queryId: 'q', of: 'a' },
    { action: 'fetch', ref: 'c', queryId: 'q', keys: Array.from({ length: 100 }, (_, i) => `2026-11-24/${i}`) },
    { action: 'older', ref: 'd', query: { channel: 'all' }, before: ['2026-11-24T00:00:00.000Z', 'x'], limit: 1 },
    {
      action: 'summarize',
      ref: 'e',
      query: {},
      from: '2026-11-24T00:00:00.000Z',
      interval: '5s',
      by: 'level',
      facets: ['team'],
    },
    { action: 'authorize', ref: 'f', token: 'a.b.c' },
    { action: 'ping', ref: 'g' },
  ])('is taken as it is: $action', (message) => {
    expect(parseClientMessage(JSON.stringify(message))).toEqual({ ok: true, message })
  })

  it('brings the time of a position to its one spelling', () => {
    const parsed = parseClientMessage(
      '{"action":"older","ref":"a","query":{},"before":["2026-11-24T01:00:00+01:00","x"]}',
    )
    expect(parsed).toMatchObject({ ok: true, message: { before: ['2026-11-24T00:00:00.000Z', 'x'] } })
  })

  it('hands on `where` untouched, whatever it holds', () => {
    for (const where of [deep, '{"__proto__":{"x":1}}', '[1]', 'null', '"x"']) {
      const parsed = parseClientMessage(`{"action":"subscribe","ref":"a","query":{"where":${where}}}`)
      if (!parsed.ok || parsed.message.action !== 'subscribe') throw new Error('was refused')
      expect(JSON.stringify(parsed.message.query.where)).toBe(where)
    }
  })
})

describe('what is no message is refused with its place', () => {
  const subscribe = (more: string) => `{"action":"subscribe","ref":"r1","query":{}${more}}`

  it.each([
    ['', undefined, undefined],
    ['{"action":"ping","ref":"a"', undefined, undefined],
    ['null', undefined, undefined],
    ['[]', undefined, undefined],
    ['"ping"', undefined, undefined],
    ['{}', 'action', undefined],
    ['{"ref":"r1"}', 'action', 'r1'],
    ['{"action":"shutdown","ref":"r1"}', 'action', 'r1'],
    ['{"action":"constructor","ref":"r1"}', 'action', 'r1'],
    ['{"action":["ping"],"ref":"r1"}', 'action', 'r1'],
    ['{"action":"ping"}', 'ref', undefined],
    ['{"action":"ping","ref":7}', 'ref', undefined],
    [`{"action":"ping","ref":"${'ü'.repeat(33)}"}`, 'ref', undefined],
    [`{"action":"ping","ref":"${'x'.repeat(1_000_000)}"}`, 'ref', undefined],
    ['{"action":"subscribe","ref":"r1"}', 'query', 'r1'],
    ['{"action":"subscribe","ref":"r1","query":{"limit":0}}', 'query.limit', 'r1'],
    ['{"action":"subscribe","ref":"r1","query":{"limit":1001}}', 'query.limit', 'r1'],
    ['{"action":"subscribe","ref":"r1","query":{"limit":1.5}}', 'query.limit', 'r1'],
    ['{"action":"subscribe","ref":"r1","query":{"wher":{}}}', 'query', 'r1'],
    ['{"action":"subscribe","ref":"r1","query":{"__proto__":{"limit":1}}}', 'query', 'r1'],
    [subscribe(',"policy":"all"'), 'policy', 'r1'],
    [subscribe(',"snapshot":"no"'), 'snapshot', 'r1'],
    [subscribe(',"since":5'), 'since', 'r1'],
    ['{"action":"unsubscribe","ref":"r1","queryId":"q"}', 'of', 'r1'],
    [`{"action":"fetch","ref":"r1","queryId":"q","keys":${JSON.stringify(Array(101).fill('k'))}}`, 'keys', 'r1'],
    ['{"action":"fetch","ref":"r1","queryId":"q","keys":[1]}', 'keys[0]', 'r1'],
    ['{"action":"older","ref":"r1","query":{},"before":["yesterday","x"]}', 'before[0]', 'r1'],
    ['{"action":"older","ref":"r1","query":{},"before":["2026-11-24T00:00:00Z"]}', 'before', 'r1'],
    ['{"action":"older","ref":"r1","query":{"limit":5}}', 'query', 'r1'],
    ['{"action":"summarize","ref":"r1","query":{},"from":"x"}', 'interval', 'r1'],
    ['{"action":"authorize","ref":"r1"}', 'token', 'r1'],
  ])('%#', (text, path, ref) => {
    const parsed = parseClientMessage(text)
    if (parsed.ok) throw new Error('was accepted')
    const { code, message, ...place } = parsed.refusal
    expect(code).toBe('bad_request')
    expect(message.length).toBeGreaterThan(0)
    expect(message.length).toBeLessThan(500)
    expect(place).toEqual({ ...(path === undefined ? {} : { path }), ...(ref === undefined ? {} : { ref }) })
  })
})
