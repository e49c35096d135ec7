import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../../src/domain/json.js'
import { frameBytes } from '../../../src/domain/wire/frame.js'
import { hitsMessage, plain, snapshotMessage } from '../../../src/domain/wire/outlines.js'
import { type Item, itemBytes, itemOf, type Outline, pack } from '../../../src/domain/wire/pack.js'
import { hostileString } from '../../support/hostile.js'

const decoder = new TextDecoder('utf-8', { fatal: true })
type Message = { readonly [field: string]: Json } & { hits: { n: number; pad: string }[] }

function messages(frames: ReturnType<typeof pack>): Message[] {
  return frames.flatMap((frame) => JSON.parse(decoder.decode(frame.bytes)) as Message | Message[])
}

const cursor = '2026-11-24T09:30:00.000Z'
const sizes = fc.array(fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: itemBytes - 40 })), {
  maxLength: 60,
})
const telling = fc.record({
  queryId: fc.constantFrom('q1', 'q2', 'q3'),
  sizes,
  pad: hostileString,
  removed: fc.nat(20),
})
const tellings = fc.array(telling, { minLength: 1, maxLength: 4 })

let n = 0
function outline({ queryId, sizes, pad, removed }: { queryId: string; sizes: number[]; pad: string; removed: number }) {
  const hits = sizes.map((size) => {
    const text = size > 200 ? 'x'.repeat(size) : pad
    return itemOf({ n: n++, pad: text })
  })
  const gone = Array.from({ length: removed }, (_, i) => itemOf({ key: `2026-11-24/${i}`, version: i + 1 }))
  return hitsMessage({ queryId, hits, changed: [], removed: gone, dropped: 0, cursor })
}

/** Fewest frames that any way of cutting in this order can do with, seen from the bytes of the items alone. */
function fewest(items: readonly Item[]): number {
  let frames = items.length > 0 ? 1 : 0
  let bytes = 0
  for (const item of items) {
    if (bytes + item.bytes > frameBytes) {
      frames++
      bytes = 0
    }
    bytes += item.bytes
  }
  return frames
}

describe('pack', () => {
  test.prop([tellings, fc.boolean()], { numRuns: 300 })(
    'keeps every frame within its bytes, keeps the order, and loses nothing',
    (given, packed) => {
      const outlines = given.map(outline)
      const frames = pack(outlines, packed)
      for (const frame of frames) expect(frame.bytes.length).toBeLessThanOrEqual(frameBytes)
      const sent = messages(frames)
      for (const [list, name] of [
        [0, 'hits'],
        [2, 'removed'],
      ] as const) {
        for (const queryId of ['q1', 'q2', 'q3']) {
          const wanted = outlines.filter((o) => o.queryId === queryId).flatMap((o) => o.lists[list]?.items ?? [])
          const got = sent.filter((m) => m['queryId'] === queryId).flatMap((m) => (m[name] ?? []) as Json[])
          expect(got).toEqual(wanted.map((item) => JSON.parse(item.text)))
        }
      }
      const counted = frames.flatMap((f) => [...f.hits.values()]).reduce((a, b) => a + b, 0)
      expect(counted).toBe(outlines.flatMap((o) => o.lists.flatMap((l) => l.items)).length)
      if (!packed) expect(frames.length).toBe(sent.length)
    },
  )

  test.prop([sizes], { numRuns: 300 })('uses at most one frame more than the bytes need', (given) => {
    // Envelopes are no part of the bytes that must be sent: allow for one in each frame.
    const one = outline({ queryId: 'q1', sizes: given, pad: 'x', removed: 0 })
    const items = one.lists[0]?.items ?? []
    const roomy = items.map((item) => ({ ...item, bytes: item.bytes + 1 }))
    const envelope = 200
    let frames = 1
    let bytes = envelope
    for (const item of roomy) {
      if (bytes + item.bytes > frameBytes) {
        frames++
        bytes = envelope
      }
      bytes += item.bytes
    }
    expect(pack([one], true).length).toBeLessThanOrEqual(frames)
    expect(pack([one], true).length).toBeLessThanOrEqual(Math.ceil(fewest(items) * 1.02) + 1)
  })

  it('puts small messages of one connection into one frame, as an array', () => {
    const frames = pack(
      ['a', 'b', 'c'].map((queryId) => outline({ queryId, sizes: [10], pad: 'p', removed: 1 })),
      true,
    )
    expect(frames.length).toBe(1)
    expect(messages(frames).map((m) => m['queryId'])).toEqual(['a', 'b', 'c'])
    expect(frames[0]?.hits).toEqual(
      new Map([
        ['a', 2],
        ['b', 2],
        ['c', 2],
      ]),
    )
  })

  it('serialises a document once, whatever the number of messages that carry it', () => {
    let made = 0
    const item: Item = {
      get text() {
        return '{"n":1}'
      },
      bytes: 7,
    }
    const shared = Array.from({ length: 50 }, (_, i): Outline => {
      return hitsMessage({ queryId: `q${i}`, hits: [item], changed: [], removed: [], dropped: 0, cursor })
    })
    const stringify = JSON.stringify
    JSON.stringify = ((...args: Parameters<typeof stringify>) => {
      made++
      return stringify(...args)
    }) as typeof stringify
    try {
      pack(shared, true)
    } finally {
      JSON.stringify = stringify
    }
    expect(made).toBe(0)
  })

  it('numbers the parts of a snapshot, and ends with its total', () => {
    const hits = Array.from({ length: 100 }, (_, i) => itemOf({ n: i, pad: 'x'.repeat(1000) }))
    const end = { total: 100, cursor, continuity: 'complete', missed: 0 } as const
    const sent = messages(pack([snapshotMessage('r', 'q', hits, [itemOf(['k', 1])], end)], false))
    expect(sent.map((m) => m['part'])).toEqual(sent.map((_, i) => i))
    expect(sent.map((m) => m['last'])).toEqual(sent.map((_, i) => i === sent.length - 1))
    expect(sent.at(-1)).toMatchObject({ total: 100, cursor, keep: [['k', 1]] })
    expect(sent.flatMap((m) => m.hits.map((h) => h.n))).toEqual(hits.map((_, i) => i))
  })

  it('sends a message without lists as it is', () => {
    expect(messages(pack([plain({ type: 'pong', ref: 'a"b', now: cursor })], true))).toEqual([
      { type: 'pong', ref: 'a"b', now: cursor },
    ])
  })
})
