import { describe, expect, it } from 'vitest'
import { readLines } from '../../../src/entrypoints/server/events/readLines.js'

function read(body: string | Buffer) {
  const chunks = readLines(Buffer.from(body as string))
  if (!chunks.ok) return chunks.refusal.code
  const all = [...chunks.value]
  return {
    lines: all.flatMap(({ lines }) => lines.map(({ line, detail }) => [line, detail])),
    refused: all.flatMap(({ refused }) => refused.map(({ line, code }) => [line, code])),
  }
}

describe('NDJSON', () => {
  it('is read line by line, counted from 1', () => {
    expect(read('{"a":1}\n{"b":2}\n')).toEqual({
      lines: [
        [1, { a: 1 }],
        [2, { b: 2 }],
      ],
      refused: [],
    })
  })

  it('may have blank lines, carriage returns, a byte order mark, and no newline at its end', () => {
    expect(read('\ufeff{"a":1}\r\n\r\n  \n{"b":2}')).toEqual({
      lines: [
        [1, { a: 1 }],
        [4, { b: 2 }],
      ],
      refused: [],
    })
  })

  it('loses no other line by one that is no JSON', () => {
    expect(read('{"a":1}\n{"a":\nnull\n[1]\n5\n{"a":2}')).toEqual({
      lines: [
        [1, { a: 1 }],
        [3, null],
        [4, [1]],
        [5, 5],
        [6, { a: 2 }],
      ],
      refused: [[2, 'bad_json']],
    })
  })

  it('loses no other line by half a UTF-8 sequence', () => {
    const half = Buffer.concat([Buffer.from('{"a":"ü"}\n{"b":"'), Buffer.from([0xc3]), Buffer.from('"}\n\n{"c":3}')])
    expect(read(half)).toEqual({
      lines: [
        [1, { a: 'ü' }],
        [4, { c: 3 }],
      ],
      refused: [[2, 'bad_utf8']],
    })
  })

  it('comes in chunks, however long it is', () => {
    const body = Array.from({ length: 1234 }, (_, i) => JSON.stringify({ i })).join('\n')
    const chunks = readLines(Buffer.from(body))
    if (!chunks.ok) throw new Error('was refused')
    const all = [...chunks.value]
    expect(all.map(({ lines }) => lines.length)).toEqual([500, 500, 234])
    expect(
      all.flatMap(({ lines }) => lines).every(({ line, detail }) => (detail as { i: number }).i === line - 1),
    ).toBe(true)
  })
})

describe('a JSON array', () => {
  it('is read element by element, counted from 1', () => {
    expect(read(' [{"a":1},\n null, {"b":2}]')).toEqual({
      lines: [
        [1, { a: 1 }],
        [2, null],
        [3, { b: 2 }],
      ],
      refused: [],
    })
  })

  it.each([
    ['[', 'bad_json'],
    ['[{"a":1},]', 'bad_json'],
    ['[]', 'no_events'],
  ])('%s is refused as a whole', (body, code) => expect(read(body)).toBe(code))
})

it('one object may be written over several lines', () => {
  expect(read('{\n  "a": 1,\n  "b": {}\n}\n')).toEqual({ lines: [[1, { a: 1, b: {} }]], refused: [] })
})

it.each(['', ' \n\t\r\n', '\ufeff'])('nothing is no event: %j', (body) => expect(read(body)).toBe('no_events'))
