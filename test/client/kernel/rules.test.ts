import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { step } from '../../../client/src/kernel/step.js'
import { KeyMap } from '../../../client/src/view/keyMap.js'
import { defaultLimit, fetchKeys, frameBytes } from '../../../client/src/view/limits.js'
import { newQuery } from '../../../client/src/view/query.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import { comparePositions, positionOf } from '../../../src/domain/document/order.js'
import { messageLimits } from '../../../src/domain/wire/clientMessage.js'
import { At } from '../model/at.js'
import { changed, hit, hits, key, at as time } from '../model/messages.js'
import { plan } from '../model/plan.js'
import { Schedule } from '../model/schedule.js'

describe('rule 1', () => {
  const version = fc.integer({ min: 1, max: 5 })

  test('whatever the order of hits and removals, the highest version has the last word', () => {
    const told = fc.array(fc.record({ version, isRemoved: fc.boolean() }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(fc.uniqueArray(version, { maxLength: 5 }), told, (removals, all) => {
        const at = new At().with()
        for (const { version } of all) {
          // A version either matches or does not, however often it is told.
          const isRemoved = removals.includes(version)
          at.tell(isRemoved ? hits([], { removed: [{ key: key('a'), version }] }) : hits([hit('a', version, 0, 9)]))
        }
        const highest = Math.max(...all.map((each) => each.version))
        expect(at.versions()).toEqual(removals.includes(highest) ? {} : { a: highest })
      }),
    )
  })

  test('a patch of a base that is held is applied', () => {
    const at = new At().with(hit('a', 1, 0, 0, { status: 200, note: 'x' }))
    const patch = changed('a', 2, 1, 3, 9)
    at.tell(hits([], { changed: [{ ...patch, set: { ...patch.set, status: 500 }, unset: ['note'] }] }))
    expect(at.query.order).toEqual([hit('a', 2, 3, 9, { status: 500 })])
  })

  test('a patch of a base that is not held is fetched, unless it lies beyond the end', () => {
    const at = new At(1).with(hit('b', 1, 5))
    at.tell(hits([hit('c', 1, 6, 9)]))
    at.tell(hits([], { changed: [changed('a', 2, 1, 4, 9)] }))
    expect(at.query.wanted.size).toBe(0)
    at.tell(hits([], { changed: [changed('z', 2, 1, 7, 9)] }))
    expect(at.fetch([hit('z', 2, 7, 9)])).toEqual([key('z')])
    expect(at.ids()).toEqual(['z'])
  })
})

describe('rule 3', () => {
  test('what is in neither list goes, unless it was applied since; that is fetched if it is not later than the cursor', () => {
    const at = new At().with(hit('held'), hit('kept'), hit('stale', 1))
    at.again()
    at.tell(hits([hit('later', 1, 0, 9), hit('doubtful', 1, 0, 4), hit('stale', 2, 0, 3)]))
    at.complete({ keep: [[key('kept'), 1]], upTo: 5 })
    expect(at.ids()).toEqual(['kept', 'later'])
    expect(at.fetch([hit('doubtful', 1, 0, 4)]).toSorted()).toEqual([key('doubtful'), key('stale')])
    expect(at.ids()).toEqual(['doubtful', 'kept', 'later'])
  })

  test('what was applied under another queryId does not count', () => {
    const at = new At().with(hit('a'))
    at.again()
    at.tell(hits([hit('later', 1, 0, 9)]))
    at.complete({ keep: [[key('a'), 1]], queryId: 'narrower', upTo: 5 })
    expect(at.ids()).toEqual(['a'])
  })

  test('what is told again under the new queryId counts under it', () => {
    const at = new At().with()
    at.again()
    at.tell(hits([hit('later', 1, 0, 9)]), hits([hit('later', 1, 0, 9)], { queryId: 'narrower' }))
    at.complete({ hits: [], queryId: 'narrower', upTo: 5 })
    expect(at.ids()).toEqual(['later'])
  })

  test('so does a patch that is told again, before the snapshot or after it', () => {
    const patch = (queryId: string) => hits([], { queryId, changed: [changed('a', 2, 1, 7, 9)] })
    const before = new At().with(hit('a', 1))
    before.again()
    before.tell(patch('narrower'), patch('q'))
    before.complete({ hits: [hit('b')], queryId: 'narrower', upTo: 5 })
    expect(before.ids()).toEqual(['a', 'b'])
    const after = new At().with(hit('a', 1))
    after.again()
    after.tell(patch('q'))
    after.complete({ hits: [hit('b')], queryId: 'narrower', upTo: 5 })
    after.tell(patch('narrower'))
    expect(after.fetch([hit('a', 2, 7, 9)])).toEqual([key('a')])
    expect(after.ids()).toEqual(['a', 'b'])
  })

  test('a newer version than the snapshot has stays', () => {
    const at = new At().with(hit('a', 1))
    at.again()
    at.tell(hits([], { changed: [changed('a', 2, 1, 0, 9)] }))
    at.complete({ hits: [hit('a', 1)], upTo: 5 })
    expect(at.versions()).toEqual({ a: 2 })
  })

  test('a fetch that was asked for before a snapshot does not bring back what that took out', () => {
    const at = new At().with()
    at.tell(hits([], { changed: [changed('a', 2, 1, 0, 3)] }))
    const fetching = at.startFetch()
    at.again()
    at.complete({ hits: [], upTo: 5 })
    at.endFetch(fetching, [hit('a', 2, 0, 3)])
    expect(at.ids()).toEqual([])
    expect(at.fetch([])).toEqual([key('a')])
  })
})

describe('rule 5', () => {
  test('at rest no more than two shares of versions are remembered', () => {
    const at = new At(1, 20).with()
    for (let i = 0; i < 1000; i++) {
      at.tell(hits([hit(`e${i}`, 1, i % 50, 100 + i)], { cursor: time(59, 100 + i) }))
    }
    expect(at.query.heard.size + at.query.heardBefore.size).toBeLessThanOrEqual(41)
  })

  test('nothing is forgotten between the parts of a message, of which the last alone tells a cursor above them', () => {
    const at = new At(5, 0).with()
    const removal = (id: string) => ({ removed: [{ key: key(id), version: 2 }] })
    at.tell(hits([], { ...removal('a'), cursor: time(59, 10) }))
    for (let i = 0; i < 9; i++) at.tell(hits([], removal(`x${i}`)))
    at.tell(hits([hit('x0', 1, 0, 15)]))
    expect(at.ids()).toEqual([])
    at.tell(hits([], { ...removal('b'), cursor: time(59, 20) }), hits([], { ...removal('c'), cursor: time(59, 20) }))
    at.tell(hits([hit('x0', 1, 0, 15)]))
    expect(at.ids()).toEqual([])
  })

  test('forgetting puts no hit in doubt that is just on its way', () => {
    const at = new At(1, 20).with()
    for (let i = 0; i < 1000; i++) {
      // Written 10 ms before the message, in a system whose clocks differ by less than 250.
      at.tell(hits([hit(`e${i}`, 1, i % 50, 20 * i + 20)], { cursor: time(59, 20 * i + 280) }))
    }
    expect(at.query.wanted.size).toBe(0)
  })
})

describe('rule 7', () => {
  test('the highest cursor is the next `since`', () => {
    const at = new At().with()
    at.tell(hits([], { cursor: time(59, 30) }), hits([], { cursor: time(59, 20) }))
    expect(at.do({ on: 'again' }).effects).toMatchObject([{ do: 'subscribe', since: time(59, 30) }])
  })
})

describe('total', () => {
  test("is the snapshot's, and what was told since: arrivals once, beyond the view too, and removals", () => {
    const at = new At(1)
    at.open()
    at.complete({ hits: [hit('b', 1, 5)], total: 40, end: [time(5), 'b'], upTo: 5 })
    at.tell(hits([hit('c', 1, 6, 9)]), hits([hit('c', 1, 6, 9)]), hits([hit('late', 1, 1, 9)]))
    expect(at.query.total).toBe(42)
    at.tell(hits([], { removed: [{ key: key('late'), version: 2 }] }), hits([hit('c', 2, 7, 9)]))
    expect(at.query.total).toBe(41)
  })

  test('counts what was on its way into the index when the snapshot was taken: it is in the view, and was not listed', () => {
    const at = new At()
    at.open()
    const early = hit('early', 1, 3, 20)
    at.do({ on: 'message', message: { type: 'subscribed', ref: at.ref, queryId: 'q' } })
    at.tell(hits([early]))
    at.complete({ hits: [hit('a', 1, 1), hit('b', 1, 2)], upTo: 30 })
    expect(at.fetch([early])).toEqual([key('early')])
    const late = hit('late', 1, 4, 25)
    at.tell(hits([late]))
    expect(at.fetch([late])).toEqual([key('late')])
    expect([at.ids(), at.query.total]).toEqual([['late', 'early', 'b', 'a'], 4])
    at.tell(hits([late, early]))
    expect(at.query.total).toBe(4)
    at.tell(hits([], { removed: [{ key: key('late'), version: 2 }] }))
    expect(at.query.total).toBe(3)
  })

  test('of a view that holds all that match is what it holds: of what a snapshot lists, some may have left since', () => {
    const at = new At().with(hit('a', 1, 1), hit('b', 1, 2))
    at.again()
    at.do({ on: 'message', message: { type: 'subscribed', ref: at.ref, queryId: 'q' } })
    at.tell(hits([], { removed: [{ key: key('b'), version: 2 }] }))
    at.complete({
      keep: [
        [key('a'), 1],
        [key('b'), 1],
      ],
      total: 2,
    })
    expect(at.fetch([])).toEqual([key('b')])
    expect([at.ids(), at.query.total]).toEqual([['a'], 1])
  })

  test('counts once what a snapshot lists and what was updated since', () => {
    const at = new At(1)
    at.open()
    at.do({ on: 'message', message: { type: 'subscribed', ref: at.ref, queryId: 'q' } })
    at.tell(hits([hit('a', 2, 6, 40)]))
    at.complete({ hits: [hit('a', 1, 6)], total: 9, end: [time(6), 'a'], upTo: 30 })
    expect([at.versions(), at.query.total]).toEqual([{ a: 2 }, 9])
  })

  test('of what lies beyond the snapshot only what came after it is new', () => {
    const at = new At(2)
    at.open()
    at.complete({ hits: [hit('c', 1, 6), hit('b', 1, 5)], total: 9, end: [time(5), 'b'], upTo: 30 })
    at.tell(hits([hit('beyond', 1, 1, 20), hit('new', 1, 2, 40)]))
    expect(at.query.total).toBe(10)
    const inside = hit('inside', 1, 7, 20)
    at.tell(hits([inside]))
    at.fetch([inside])
    expect([at.ids(), at.query.total]).toEqual([['inside', 'c'], 11])
  })
})

describe('a step', () => {
  test('leaves the query that it steps from as it is', () => {
    const kinds = plan.map((each) => ({ ...each, commands: each.commands.slice(0, 40) }))
    fc.assert(
      fc.property(kinds, (plan) => {
        const schedule = new Schedule(plan)
        for (const command of plan.commands) {
          const before = schedule.query
          const copy = structuredClone({ ...before, ...maps(before) })
          schedule.run(command)
          expect({ ...before, ...maps(before) }).toEqual(copy)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('keeps the list of hits while nothing happened to it', () => {
    const { query } = new At().with(hit('a'))
    const message = hits([hit('a')], { cursor: time(59, 9) })
    expect(step(query, { on: 'message', message }).query.order).toBe(query.order)
  })

  test('keeps messages of an unknown query within bounds, and asks again for what it let go', () => {
    const at = new At()
    at.open()
    for (let i = 0; i < 5000; i++) at.tell(hits([hit(`e${i}`, 1, 0, 9)]))
    expect(at.query.waiting.length).toBe(1000)
    at.complete({ hits: [], upTo: 5 })
    expect([at.query.state, at.wantsAgain()]).toEqual(['lagging', true])
  })
})

/** The maps of a query as plain data. */
function maps(query: ReturnType<typeof newQuery>): object {
  const { held, heard, heardBefore, wanted, applied } = query
  const plain = Object.entries({ held, heard, heardBefore, wanted, applied }).map(([name, map]) => [
    name,
    map.keys().map((each) => [each, map.get(each)]),
  ])
  return Object.fromEntries(plain)
}

test('a KeyMap is a map, and every state of it stays as it was', () => {
  const name = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'a', 'b', ''), fc.string())
  const change = fc.record({ name, value: fc.option(fc.integer()) })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40, size: 'max' }), (changes) => {
      const model = new Map<string, number>()
      let map = new KeyMap<number>()
      const states: [KeyMap<number>, Map<string, number>][] = []
      for (const { name, value } of changes) {
        if (value === null) model.delete(name)
        else model.set(name, value)
        map = value === null ? map.without(name) : map.with(name, value)
        states.push([map, new Map(model)])
      }
      for (const [map, model] of states) {
        expect(map.size).toBe(model.size)
        expect(map.keys().toSorted()).toEqual([...model.keys()].toSorted())
        for (const [name, value] of model) expect(map.get(name)).toBe(value)
      }
    }),
  )
})

test('the order of a view is that of the index, in UTF-8', () => {
  const ids = ['�', '\u{10000}', 'a', 'ä', 'z']
  const at = new At().with()
  at.tell(hits(ids.map((id) => hit(id, 1, 0, 9))))
  const sorted = ids.map((id) => hit(id, 1, 0, 9)).sort((a, b) => comparePositions(positionOf(a), positionOf(b)))
  expect(at.ids()).toEqual(sorted.map((each) => each.eventId))
  expect(at.ids()).toEqual(['a', 'z', 'ä', '�', '\u{10000}'])
  expect(new Set(at.query.order.map(keyOf)).size).toBe(ids.length)
})

test('limits are those of the wire', () => {
  const { bytes, keys, defaultLimit: limit } = messageLimits
  expect({ frameBytes, fetchKeys, defaultLimit }).toEqual({ frameBytes: bytes, fetchKeys: keys, defaultLimit: limit })
  expect(newQuery('t').limit).toBe(limit)
})
