import assert from 'node:assert/strict'
import type { ClientMessage } from '../../../../src/domain/wire/clientMessage.js'
import type { Authenticator } from '../../../../src/ports/authenticator.js'
import { Viewer } from '../../../support/viewer.js'
import { anyone, World } from '../../../support/world.js'
import { version, viewing } from './telling.js'

const minute = 60_000

/** Whose lease was renewed by a sign of life is told after the one that it subscribed with. */
export async function renewedByPing(): Promise<void> {
  const world = new World()
  const viewer = await viewing(world)
  world.clock.advance(20 * minute)
  await world.ask('a', { action: 'ping', ref: 'p' })
  world.clock.advance(20 * minute)
  await world.emit([version(1, 'in')])
  await world.flush()
  await viewer.settle()
  assert.deepEqual(viewer.shows, ['24/e v1'])
}

/** Trace 13: an unsubscribe that is handled after a later subscribe of the same query. */
export async function unsubscribeComesLate(): Promise<void> {
  const world = new World()
  const viewer = await viewing(world)
  const { queryId = '', subscribedAs: of } = viewer.query
  await viewer.verify()
  await world.ask('a', { action: 'unsubscribe', ref: 'u', queryId, of })
  await world.emit([version(1, 'in')])
  await world.flush()
  await viewer.settle()
  assert.deepEqual(viewer.shows, ['24/e v1'])
}

/** Trace 10: the last subscriber leaves while another comes. */
export async function lastLeavesOneComes(): Promise<void> {
  const world = new World()
  const { query } = await viewing(world)
  const { queryId = '', subscribedAs: of } = query
  const leaving = world.session.receive('a', { action: 'unsubscribe', ref: 'u', queryId, of })
  // It has counted who is left, where it counts.
  for (let i = 0; i < 50; i++) await Promise.resolve()
  const other = new Viewer(world)
  await other.open('b')
  await leaving
  await other.settle()
  await world.emit([version(1, 'in')])
  await world.flush()
  await other.settle()
  assert.deepEqual(other.shows, ['24/e v1'])
}

/** A credential has come to its end, and nothing else has ended its connection yet. */
export async function credentialOver(): Promise<void> {
  const world = new World()
  await world.connect('a', { identity: { ...anyone, expiresAt: world.clock.now() + 10 * minute } })
  await world.ask('a', { action: 'subscribe', ref: 'r1', query: {}, snapshot: false })
  world.clock.advance(11 * minute)
  await world.emit([version(1, 'in')])
  await world.flush()
  assert.deepEqual(world.outbox.take('a'), [])
}

/** What was posted to a connection may be lost, and the store fails when its client is to be told. */
export async function catchUpFails(): Promise<void> {
  const world = new World()
  await viewing(world)
  world.store.subscriptions = () => Promise.reject(new Error('down'))
  assert.equal(await world.session.catchUp('a'), 'gone')
}

const authorize: ClientMessage = { action: 'authorize', ref: 'z', token: 't' }

/** A connection of core whose query stands, and whose next token is of edge. */
async function changing() {
  const of = (team: string) => ({ ...anyone, claims: { teams: [team] } })
  const access = [{ allow: { team: { in: { claim: 'teams' } } } }]
  const world = new World({ access, authenticator: { verify: async () => of('edge') } })
  await world.connect('a', { identity: of('core') })
  await world.ask('a', { action: 'subscribe', ref: 'r1', query: {}, snapshot: false })
  return world
}

async function saysThatItEnded(world: World): Promise<void> {
  const told = await world.ask('a', authorize)
  assert.ok(told.some((message) => message.type === 'unsubscribed' && message.ended))
}

/** Rights change while another subscribe, by the old ones, takes over the query that is to end. */
export async function takenOverWhileItEnds(): Promise<void> {
  const world = await changing()
  const { subscriptions } = world.store
  world.store.subscriptions = async (id) => {
    const found = await subscriptions.call(world.store, id)
    for (const one of found) await world.store.subscribe(id, { ...one, ref: 'r2' }, { max: 9, expiresAt: 9e15 })
    return found
  }
  await saysThatItEnded(world)
}

/** Rights change, and the process dies when it is about to say that a query ends. */
export async function diesWhileItEnds(): Promise<void> {
  const world = await changing()
  const { post } = world.outbox
  world.outbox.post = () => new Promise(() => {})
  void world.session.receive('a', authorize)
  for (let i = 0; i < 50; i++) await Promise.resolve()
  world.outbox.post = post
  await saysThatItEnded(world)
}

/** Rights change, and change back before the first change has said that a query ends. */
export async function overtaken(): Promise<void> {
  const of = (team: string) => ({ ...anyone, claims: { teams: [team] } })
  const access = [{ allow: { team: { in: { claim: 'teams' } } } }]
  const authenticator: Authenticator = {
    verify: async (credential) => of(credential?.kind === 'bearer' ? credential.token : ''),
  }
  const world = new World({ access, authenticator })
  await world.connect('a', { identity: of('core') })
  await world.ask('a', { action: 'subscribe', ref: 'r1', query: {}, snapshot: false })
  const { post } = world.outbox
  let goOn = () => {}
  const held = new Promise<void>((resolve) => {
    goOn = resolve
  })
  world.outbox.post = async (...posts) => {
    await held
    return post.apply(world.outbox, posts)
  }
  const first = world.session.receive('a', { action: 'authorize', ref: 'y', token: 'edge' })
  for (let i = 0; i < 50; i++) await Promise.resolve()
  world.outbox.post = post
  await world.ask('a', { action: 'authorize', ref: 'z', token: 'core' })
  goOn()
  await first
  assert.deepEqual((await world.store.connection('a'))?.identity.claims, { teams: ['core'] })
}
