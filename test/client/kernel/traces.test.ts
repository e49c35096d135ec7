import { describe, expect, test } from 'vitest'
import type { Hit } from '../../../src/domain/document/hit.js'
import { At } from '../model/at.js'
import { changed, hit, hits, key, snapshot } from '../model/messages.js'

/** Traces that broke an earlier wording of the protocol, as far as they are a client's. */
describe('a trace that broke a rule once', () => {
  test('1: a hit before `subscribed`, under a queryId not known yet, that the snapshot has not either', () => {
    const at = new At()
    at.open()
    at.tell(hits([hit('a', 1, 0, 9)]), hits([hit('b', 1, 0, 9)], { queryId: 'of another query' }))
    expect(at.ids()).toEqual([])
    at.complete({ hits: [], upTo: 5 })
    expect(at.ids()).toEqual(['a'])
  })

  test('2: the last part of a snapshot before part 0', () => {
    const at = new At()
    at.open()
    const { ref } = at
    at.tell({ ...snapshot(ref, { hits: [hit('b', 1, 1)] }), part: 1 })
    expect(at.query.state).toBe('catching-up')
    at.tell({ type: 'snapshot', ref, queryId: 'q', part: 0, last: false, hits: [hit('a', 1, 2)] })
    expect(at.query.state).toBe('live')
    expect(at.ids()).toEqual(['a', 'b'])
  })

  test('3: a hit written after the refresh of a snapshot that lists it nowhere', () => {
    const at = new At()
    at.open()
    at.tell({ type: 'subscribed', ref: at.ref, queryId: 'q' }, hits([hit('a', 1, 0, 9)]))
    at.complete({ hits: [], upTo: 5 })
    expect(at.ids()).toEqual(['a'])
  })

  test('4: version 1 is held, version 2 went to the old connection, `keep` names version 2', () => {
    const at = new At().with(hit('a', 1))
    at.reconnect()
    at.complete({ keep: [[key('a'), 2]], upTo: 5 })
    expect(at.fetch([hit('a', 2, 0, 3)])).toEqual([key('a')])
    expect(at.versions()).toEqual({ a: 2 })
  })

  test('5: a late `removed` of version 2 leaves version 3', () => {
    const at = new At().with(hit('a', 3))
    at.tell(hits([], { removed: [{ key: key('a'), version: 2 }] }))
    expect(at.versions()).toEqual({ a: 3 })
  })

  test('5: a patch whose base comes later', () => {
    const at = new At().with(hit('a', 1))
    at.tell(hits([], { changed: [changed('a', 3, 2, 0, 9)] }))
    at.tell(hits([], { changed: [changed('a', 2, 1, 0, 8)] }))
    expect(at.versions()).toEqual({ a: 1 })
    expect(at.fetch([hit('a', 3, 0, 9)])).toEqual([key('a')])
    expect(at.versions()).toEqual({ a: 3 })
  })

  test('5: a fetch answered from before what was heard', () => {
    const at = new At().with(hit('a', 1))
    at.tell(hits([], { changed: [changed('a', 3, 2, 0, 9)] }))
    at.fetch([hit('a', 2, 0, 8)])
    expect(at.versions()).not.toEqual({ a: 2 })
  })

  test('6: version 3 was trimmed for its older timestamp; a late version 2 with a newer one is no ghost', () => {
    const at = new At(1).with(hit('b', 1, 5))
    at.tell(hits([hit('a', 3, 1, 9)]))
    at.tell(hits([hit('a', 2, 9, 8)]))
    expect(at.versions()).toEqual({ b: 1 })
  })

  test('7: c, a, b arrive, a is trimmed, c is removed: what is missing is asked for', () => {
    const at = new At(2)
    at.open()
    at.complete({ hits: [], upTo: 0 })
    at.tell(hits([hit('c', 1, 3, 9)]), hits([hit('a', 1, 1, 9)]), hits([hit('b', 1, 2, 9)]))
    expect(at.ids()).toEqual(['c', 'b'])
    at.tell(hits([], { removed: [{ key: key('c'), version: 2 }] }))
    expect(at.wantsAgain()).toBe(true)
    at.again()
    at.complete({
      keep: [[key('b'), 1]],
      hits: [hit('a', 1, 1, 9)],
      end: [hit('a', 1, 1)['@timestamp'], 'a'],
      upTo: 20,
    })
    expect(at.ids()).toEqual(['b', 'a'])
    expect(at.wantsAgain()).toBe(false)
  })

  test('7: an update makes a held document older than a trimmed one', () => {
    const at = new At(2)
    at.open()
    at.complete({ hits: [], upTo: 0 })
    at.tell(hits([hit('c', 1, 4, 9), hit('b', 1, 3, 9), hit('a', 1, 2, 9)]))
    at.tell(hits([hit('b', 2, 1, 9)]))
    expect(at.ids()).toEqual(['c'])
    expect(at.wantsAgain()).toBe(true)
  })

  test('8: the same id on two days is two documents', () => {
    const at = new At()
    const other = { ...hit('a'), '@timestamp': '2026-11-23T10:00:00.000Z' } as Hit
    at.with(hit('a'), other)
    at.tell(hits([], { removed: [{ key: '2026-11-23/a', version: 2 }] }))
    expect(at.query.order).toEqual([hit('a')])
  })

  test('9: version 1 told again after a snapshot that no longer had it', () => {
    const at = new At()
    at.open()
    at.complete({ hits: [], upTo: 5 })
    at.tell(hits([hit('a', 1, 0, 3)]))
    expect(at.ids()).toEqual([])
    at.tell(hits([], { changed: [changed('a', 2, 1, 0, 4)] }))
    expect(at.ids(), 'no patch builds on what is in doubt').toEqual([])
    at.fetch([])
    expect(at.ids()).toEqual([])
  })

  test('13: who closes a query names the latest subscribe that was answered', () => {
    const at = new At().with(hit('a'))
    const { ref } = at.answered
    at.again()
    const { effects } = at.do({ on: 'closed' })
    expect(effects).toEqual([{ do: 'unsubscribe', queryId: 'q', of: ref }])
  })

  test('15: no version is forgotten while a snapshot or a fetch is awaited', () => {
    const at = new At(1, 0).with(hit('b', 1, 5))
    at.tell(hits([], { changed: [changed('c', 2, 1, 7, 9)] }))
    const fetching = at.startFetch()
    at.tell(hits([], { removed: [{ key: key('c'), version: 3 }] }))
    for (let i = 0; i < 50; i++) at.tell(hits([], { removed: [{ key: key(`x${i}`), version: 2 }] }))
    at.endFetch(fetching, [hit('c', 2, 7, 9)])
    expect(at.ids()).toEqual(['b'])
    at.again()
    at.tell(hits([], { removed: [{ key: key('d'), version: 3 }] }))
    for (let i = 0; i < 50; i++) at.tell(hits([], { removed: [{ key: key(`y${i}`), version: 2 }] }))
    at.complete({ hits: [hit('d', 2, 8, 3)], upTo: 5 })
    expect(at.ids()).not.toContain('d')
  })

  test('forgetting raises the floor: a version older than one forgotten is fetched', () => {
    const at = new At(5, 1)
    at.open()
    at.complete({ hits: [], upTo: 0 })
    at.tell(hits([], { removed: [{ key: key('a'), version: 2 }], cursor: '2026-11-24T10:59:00.008Z' }))
    for (let i = 0; i < 9; i++) {
      at.tell(hits([], { removed: [{ key: key(`x${i}`), version: 2 }], cursor: '2026-11-24T10:59:00.009Z' }))
    }
    at.tell(hits([hit('a', 1, 0, 7)]))
    expect(at.ids()).toEqual([])
    expect(at.fetch([])).toEqual([key('a')])
    expect(at.ids()).toEqual([])
  })

  test('an `unsubscribed` that overtakes the `subscribed` of what it ends is not forgotten: it is asked again', () => {
    const at = new At()
    at.open()
    const first = at.ref
    at.tell({ type: 'unsubscribed', ref: 'ask.1', queryId: 'q', ended: true })
    at.tell({ type: 'subscribed', ref: first, queryId: 'q' }, snapshot(first, { hits: [hit('a')] }))
    expect(at.ref).not.toBe(first)
    expect(at.query.state).toBe('subscribing')
    at.complete({ hits: [hit('b')], queryId: 'other' })
    expect(at.ids()).toEqual(['b'])
  })

  test('a first part that brings an earlier `unsubscribed` to light is no part of what is asked then', () => {
    const at = new At()
    at.open()
    at.tell({ type: 'unsubscribed', ref: 'ask.1', queryId: 'q', ended: true }, snapshot(at.ref, { hits: [hit('a')] }))
    expect(at.ids()).toEqual([])
    expect(at.query.request).toMatchObject({ answered: false, parts: { got: {} } })
  })
})
