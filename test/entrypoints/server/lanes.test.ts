import { expect, it } from 'vitest'
import type { ClientMessage } from '../../../src/domain/wire/clientMessage.js'
import { Lanes } from '../../../src/entrypoints/server/sockets/lanes.js'

/** Requests that end when told to, and what began and ended so far. */
function scene(first?: Promise<void>) {
  const lanes = new Lanes(first)
  const events: string[] = []
  const ends = new Map<string, () => void>()
  const run = (message: ClientMessage) => {
    const name = message.ref
    return lanes.run(message, async () => {
      events.push(`+${name}`)
      await new Promise<void>((end) => ends.set(name, end))
      events.push(`-${name}`)
    })
  }
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  const end = async (name: string) => {
    ends.get(name)?.()
    await settle()
  }
  return { lanes, events, run, settle, end }
}

const subscribe = (ref: string, service: string): ClientMessage => ({
  action: 'subscribe',
  ref,
  query: { where: { service } },
})
const unsubscribe = (ref: string, of: string): ClientMessage => ({ action: 'unsubscribe', ref, queryId: 'q', of })
const ping = (ref: string): ClientMessage => ({ action: 'ping', ref })
const authorize = (ref: string): ClientMessage => ({ action: 'authorize', ref, token: 't' })

it('requests of different queries run at once: a slow one delays no ping', async () => {
  const { events, run, settle, end } = scene()
  for (const message of [subscribe('a', 'x'), subscribe('b', 'y'), ping('p')]) void run(message)
  await settle()
  expect(events).toEqual(['+a', '+b', '+p'])
  await end('p')
  expect(events.at(-1)).toBe('-p')
})

it('requests of one query follow each other, in the order of arrival', async () => {
  const { events, run, settle, end } = scene()
  void run(subscribe('a', 'x'))
  void run(subscribe('b', 'x'))
  void run(unsubscribe('u', 'b'))
  void run(unsubscribe('other', 'z'))
  await settle()
  expect(events).toEqual(['+a', '+other'])
  await end('a')
  expect(events.slice(2)).toEqual(['-a', '+b'])
  await end('b')
  expect(events.slice(4)).toEqual(['-b', '+u'])
})

it('a fresh token waits for what came before it, and holds back what comes after', async () => {
  const { events, run, settle, end } = scene()
  void run(subscribe('a', 'x'))
  void run(authorize('t'))
  void run(subscribe('b', 'x'))
  void run(ping('p'))
  await settle()
  expect(events).toEqual(['+a'])
  await end('a')
  expect(events).toEqual(['+a', '-a', '+t'])
  await end('t')
  expect(events).toEqual(['+a', '-a', '+t', '-t', '+b', '+p'])
})

it('nothing is handled before the connection is filed', async () => {
  let filed = () => {}
  const { events, run, settle } = scene(
    new Promise<void>((resolve) => {
      filed = resolve
    }),
  )
  void run(ping('p'))
  void run(subscribe('a', 'x'))
  await settle()
  expect(events).toEqual([])
  filed()
  await settle()
  expect(events).toEqual(['+p', '+a'])
})

it('what is done is forgotten', async () => {
  const { lanes, run, settle, end } = scene()
  void run(subscribe('a', 'x'))
  void run(ping('p'))
  await settle()
  expect(lanes.pending).toBe(2)
  await end('a')
  await end('p')
  expect(lanes.pending).toBe(0)
})

it('a condition of any depth has its turn, and is done with', async () => {
  const lanes = new Lanes()
  const where = JSON.parse('['.repeat(15_000) + ']'.repeat(15_000))
  let ran = false
  await lanes.run({ action: 'subscribe', ref: 'a', query: { where } }, async () => {
    ran = true
  })
  expect(ran).toBe(true)
  expect(lanes.pending).toBe(0)
})
