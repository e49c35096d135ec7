import { beforeEach, describe, expect, it } from 'vitest'
import type { Key } from '../../src/domain/document/hit.js'
import type { Identity } from '../../src/domain/rights/identity.js'
import type { HitIndex } from '../../src/ports/hitIndex.js'
import { anyone, World } from '../support/world.js'

const access = [{ allow: { team: { in: { claim: 'teams' } } } }]
const of = (...teams: string[]): Identity => ({ ...anyone, claims: { teams } })
const day = '2026-11-24'

let world: World
let queryId: string
/** What was asked of the index, and of the store, by the last fetch. */
let calls: unknown[]

beforeEach(async () => {
  calls = []
  world = new World({
    access,
    wrapIndex: (index) =>
      new Proxy(index, {
        get(target, name: keyof HitIndex) {
          const value = target[name]
          if (typeof value !== 'function') return value
          return (...given: unknown[]) => {
            calls.push([name, ...given])
            return (value as (...all: unknown[]) => unknown).apply(target, given)
          }
        },
      }),
  })
  await world.connect('a', { identity: of('core') })
  await world.emit([
    { eventId: 'mine', team: 'core' },
    { eventId: 'theirs', team: 'edge' },
    { eventId: 'nul\u0000', team: 'core' },
  ])
  await world.flush()
  const [told] = await world.ask('a', { action: 'subscribe', ref: 's', query: {}, snapshot: false })
  queryId = (told as { queryId: string }).queryId
})

/** The frames of the answer as they were sent, and what was asked of the index for them. */
async function fetched(
  ...keys: readonly Key[]
): Promise<{ readonly frames: readonly string[]; readonly asked: unknown }> {
  world.outbox.take('a')
  calls = []
  await world.session.receive('a', { action: 'fetch', ref: 'f', queryId, keys })
  const frames = world.outbox.frames.get('a') ?? []
  return { frames: frames.map(({ bytes }) => Buffer.from(bytes).toString()), asked: calls }
}

describe('a key outside one’s rights', () => {
  it('is answered as one that is not there: the same bytes, after the same work', async () => {
    const forbidden = await fetched(`${day}/theirs`)
    const missing = await fetched(`${day}/nobody`)
    expect(forbidden.frames).toEqual(missing.frames)
    const empty = { type: 'documents', ref: 'f', queryId, part: 0, last: true, hits: [] }
    expect(JSON.parse(forbidden.frames.join())).toEqual(empty)
    expect(forbidden.asked).toEqual([['get', [`${day}/theirs`]]])
    expect(missing.asked).toEqual([['get', [`${day}/nobody`]]])
  })

  it('says nothing beside one that is within them', async () => {
    const both = await fetched(`${day}/mine`, `${day}/theirs`)
    const one = await fetched(`${day}/mine`, `${day}/nobody`)
    expect(both.frames).toEqual(one.frames)
    expect(both.frames.join()).toContain('"eventId":"mine"')
  })

  it('is closed the moment that an update takes the document out of them, and open the moment that one brings it in', async () => {
    await world.emit([
      { eventId: 'mine', team: 'edge', version: 2, secret: 'of edge' },
      { eventId: 'theirs', team: 'core', version: 2 },
    ])
    const { frames } = await fetched(`${day}/mine`, `${day}/theirs`)
    expect(frames.join()).toContain('"eventId":"theirs"')
    expect(frames.join()).not.toMatch(/mine|of edge/)
    world.outbox.take('a')
    await world.flush()
    const told = JSON.stringify(world.outbox.take('a'))
    expect(told).toContain(`"removed":[{"key":"${day}/mine","version":2}]`)
    expect(told).not.toContain('of edge')
    // It was never admitted before: it comes whole, and not as a patch on what nobody here has seen.
    expect(JSON.parse(told)).toMatchObject([{ hits: [{ eventId: 'theirs', version: 2 }] }])
  })
})

describe('what is no key', () => {
  it.each([
    '',
    '/',
    day,
    `${day}/`,
    `${day}x`,
    '*/mine',
    '2026-1*-24/mine',
    '____-__-__/mine',
    '2026/11/24/mine',
    `../..${day}/mine`,
    `\u0000${day}/mine`,
    ` ${day}/mine`,
    `${day}/${'x'.repeat(513)}`,
    `${day}/${'€'.repeat(200)}`,
    `${day}/\ud800`,
    '__proto__',
    'constructor',
  ])('is answered as one that is not there, and asked of no index: %j', async (key) => {
    const missing = await fetched(`${day}/nobody`)
    const { asked, frames } = await fetched(key)
    expect(frames).toEqual(missing.frames)
    expect(asked).toEqual([['get', []]])
  })

  it('a NUL is a sign like any other: it ends no id', async () => {
    expect((await fetched(`${day}/nul\u0000`)).frames.join()).toContain('"eventId":"nul\\u0000"')
    for (const key of [`${day}/nul`, `${day}/nul\u0000\u0000`, `${day}/mine\u0000`, `${day}/theirs\u0000`]) {
      expect((await fetched(key)).frames.join()).toContain('"hits":[]')
    }
  })
})

describe('another’s queryId', () => {
  it('is unknown, as one is that nobody has', async () => {
    await world.connect('b', { identity: of('edge') })
    const [told] = await world.ask('b', { action: 'subscribe', ref: 's', query: {}, snapshot: false })
    const foreign = (told as { queryId: string }).queryId
    expect(foreign).not.toBe(queryId)
    const ask = (queryId: string) => world.ask('a', { action: 'fetch', ref: 'f', queryId, keys: [`${day}/theirs`] })
    calls = []
    const answer = await ask(foreign)
    const nobodys = await ask('A'.repeat(32))
    expect(answer).toEqual(nobodys)
    expect(nobodys).toMatchObject([{ type: 'error', code: 'unknown_query', path: 'queryId' }])
    expect(calls).toEqual([])
    const end = { action: 'unsubscribe', ref: 'u', queryId: foreign, of: 's' } as const
    expect(await world.ask('a', end)).toMatchObject([{ type: 'unsubscribed', ended: false }])
    await world.emit([{ eventId: 'e2', team: 'edge' }])
    await world.flush()
    expect(world.outbox.take('b')).toMatchObject([{ type: 'hits' }])
  })
})
