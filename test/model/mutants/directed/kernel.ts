import assert from 'node:assert/strict'
import { At } from '../../../client/model/at.js'
import { hit, hits, key, snapshot } from '../../../client/model/messages.js'

/** Trace 2 of those that broke a rule: the last part of a snapshot comes before the first. */
export async function lastPartFirst(): Promise<void> {
  const at = new At()
  at.open()
  const { ref } = at
  at.tell({ ...snapshot(ref, { hits: [hit('b', 1, 1)] }), part: 1 })
  assert.equal(at.query.state, 'catching-up')
  at.tell({ type: 'snapshot', ref, queryId: 'q', part: 0, last: false, hits: [hit('a', 1, 2)] })
  assert.deepEqual(at.ids(), ['a', 'b'])
}

/** Trace 7: of three that come beside a snapshot that counted none, one has no room; then another one leaves. */
export async function trimmedBesideASnapshot(): Promise<void> {
  const at = new At(2)
  at.open()
  at.tell({ type: 'subscribed', ref: at.ref, queryId: 'q' })
  for (const one of [hit('c', 1, 3, 9), hit('a', 1, 1, 9), hit('b', 1, 2, 9)]) at.tell(hits([one]))
  at.complete({ hits: [], upTo: 5 })
  at.tell(hits([], { removed: [{ key: key('c'), version: 2 }] }))
  assert.deepEqual(at.ids(), ['b'])
  assert.ok(at.wantsAgain(), 'what had no room is asked for')
}

/** A document that is held ceases to match, which is lost; it matches again after the snapshot was taken. */
export async function heldAndBackAgain(): Promise<void> {
  const at = new At().with(hit('a'))
  at.again()
  at.tell({ type: 'subscribed', ref: at.ref, queryId: 'q' }, hits([hit('a', 3, 0, 9)]))
  at.complete({ keep: [], upTo: 5 })
  assert.deepEqual(at.versions(), { a: 3 })
}

/** A version that is older than one forgotten comes late. */
export async function olderThanForgotten(): Promise<void> {
  const at = new At(5, 1)
  at.open()
  at.complete({ hits: [], upTo: 0 })
  const removes = (id: string, ms: number) =>
    at.tell(hits([], { removed: [{ key: key(id), version: 2 }], cursor: `2026-11-24T10:59:00.00${ms}Z` }))
  removes('a', 8)
  for (let i = 0; i < 9; i++) removes(`x${i}`, 9)
  at.tell(hits([hit('a', 1, 0, 7)]))
  assert.deepEqual(at.ids(), [])
}
