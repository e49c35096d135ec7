import { describe, expect, it } from 'vitest'
import type { SubscribeRequest } from '../../src/domain/wire/clientMessage.js'
import { anyone, World } from '../support/world.js'

const access = [{ allow: { team: { in: { claim: 'teams' } } } }]
const of = (...teams: string[]) => ({ ...anyone, claims: { teams } })
const subscribe = { action: 'subscribe', ref: 'r1', query: {}, snapshot: false } satisfies SubscribeRequest
const authorize = { action: 'authorize', ref: 'z', token: 't' } as const
const toCore = { eventId: 'c', team: 'core' }

/** A connection of core whose query stands, and whose next token is of edge. */
async function changing() {
  const world = new World({ access, authenticator: { verify: async () => of('edge') } })
  await world.connect('a', { identity: of('core') })
  const [answer] = await world.ask('a', subscribe)
  return { world, queryId: (answer as { queryId: string }).queryId }
}

describe('where authorize ends half-way, nothing goes on by the old rights', () => {
  it('a process that dies after the rights were stored: asked again, the queries of before end', async () => {
    const { queryId, world } = await changing()
    const { subscriptions } = world.store
    let dead = false
    world.store.subscriptions = () => {
      dead = true
      return new Promise(() => {})
    }
    void world.session.receive('a', authorize)
    for (let i = 0; i < 50 && !dead; i++) await Promise.resolve()
    world.store.subscriptions = subscriptions
    expect((await world.store.connection('a'))?.identity.claims).toEqual({ teams: ['edge'] })
    expect(await world.ask('a', authorize)).toMatchObject([
      { type: 'unsubscribed', ref: 'z', queryId, ended: true },
      { type: 'authorized', ref: 'z' },
    ])
    await world.emit([toCore])
    await world.flush()
    expect(world.outbox.take('a')).toEqual([])
  })

  it('a store that fails after the rights were stored: the connection ends, and comes again', async () => {
    const { world } = await changing()
    world.store.subscriptions = () => Promise.reject(new Error('down'))
    await world.session.receive('a', authorize)
    expect(world.outbox.closed.get('a')).toEqual({
      code: 4408,
      last: { type: 'goodbye', reason: 'expired', reconnectAfterMs: 0 },
    })
    expect(world.telemetry.faults).toMatchObject([{ where: 'authorize' }])
    await world.emit([toCore])
    await world.flush()
    expect(world.outbox.take('a')).toEqual([])
  })
})

it.each([
  ['before it could say so', 'message'],
  ['after it had said so', 'unsubscribe'],
])(
  'a process that dies while it ends a query, %s: asked again it says so, also of rights that are wider',
  async (_, where) => {
    const world = new World({ access, authenticator: { verify: async () => of('core', 'edge') } })
    await world.connect('a', { identity: of('core') })
    const [{ queryId }] = (await world.ask('a', subscribe)) as unknown as [{ queryId: string }]
    const { post } = world.outbox
    const { unsubscribe } = world.store
    const dies = () => new Promise<never>(() => {})
    if (where === 'message') world.outbox.post = dies
    else world.store.unsubscribe = dies
    void world.session.receive('a', authorize)
    for (let i = 0; i < 50; i++) await Promise.resolve()
    world.outbox.post = post
    world.store.unsubscribe = unsubscribe
    expect(await world.ask('a', authorize)).toMatchObject([
      { type: 'unsubscribed', ref: 'z', queryId, ended: true },
      { type: 'authorized', ref: 'z' },
    ])
    expect(await world.store.subscriptions('a')).toEqual([])
    expect(await world.ask('a', authorize)).toMatchObject([{ type: 'authorized', ref: 'z' }])
  },
)

it('a query that another subscribe took over beside it is said to be ended all the same', async () => {
  const { world, queryId } = await changing()
  const { subscriptions } = world.store
  world.store.subscriptions = async (id) => {
    const found = await subscriptions.call(world.store, id)
    // One that is asked by the new rights already, and is the same query by them.
    const [first] = found
    if (first !== undefined) await world.store.subscribe(id, { ...first, ref: 'r2' }, { max: 9, expiresAt: 9e15 })
    return found
  }
  expect(await world.ask('a', authorize)).toMatchObject([
    { type: 'unsubscribed', ref: 'z', queryId, ended: true },
    { type: 'authorized' },
  ])
})
