import { setTimeout } from 'node:timers/promises'
import type { Chance } from '../domain/query/chance.js'
import { type Gate, open } from '../support/faults/gate.js'
import type { HttpProxy, Interfere } from '../support/faults/httpProxy.js'
import type { RedisProxy } from '../support/faults/redisProxy.js'
import type { SocketProxy } from '../support/faults/socketProxy.js'

/** One of so many, by chance. */
const oneIn = (chance: Chance, n: number) => (): boolean => chance.below(n) === 0

/** Cuts a part of the connections, or holds them up; a few that were held are cut then, with all that was in them. */
export const socketFaults = (sockets: SocketProxy) => ({
  'cut some sockets': async (chance: Chance) => sockets.cut(oneIn(chance, 5)),
  'hold some sockets': async (chance: Chance) => {
    const ms = 200 + chance.below(2500)
    sockets.hold(oneIn(chance, 4), ms, chance.below(4) === 0)
    await setTimeout(ms)
  },
})

/** For a while a third of the requests are cut: half of those before they arrive, half when they were carried out. */
export async function cutRequests(proxy: HttpProxy, chance: Chance, onCut: () => void): Promise<void> {
  await during(proxy, 300 + chance.below(1500), async (request, forward) => {
    const dice = chance.below(6)
    if (dice > 1) return undefined
    onCut()
    if (dice === 1) await forward(request)
    throw new Error('cut')
  })
}

/** For a while every request waits up to a second, and so does every answer: they overtake each other. */
export async function delayRequests(proxy: HttpProxy, chance: Chance): Promise<void> {
  const ms = 200 + chance.below(800)
  await during(proxy, 500 + chance.below(2000), async (request, forward) => {
    await setTimeout(chance.below(ms))
    const answer = await forward(request)
    await setTimeout(chance.below(ms))
    return answer
  })
}

/** For a while half of the requests are refused for the moment. */
export async function refuseRequests(proxy: HttpProxy, chance: Chance): Promise<void> {
  const type = 'rejected_execution_exception'
  const body = JSON.stringify({ error: { type, reason: 'too much', root_cause: [] }, status: 429 })
  const headers = { 'content-type': 'application/json; charset=UTF-8' }
  await during(proxy, 300 + chance.below(1500), () =>
    chance.below(2) === 0 ? { status: chance.below(2) === 0 ? 429 : 503, headers, body } : undefined,
  )
}

export async function delayCommands(proxy: RedisProxy, chance: Chance): Promise<void> {
  const ms = 20 + chance.below(200)
  const wait = async () => {
    await setTimeout(chance.below(ms))
    return true
  }
  const slow: Gate = { before: wait, after: wait }
  proxy.gate = slow
  await setTimeout(500 + chance.below(2000))
  // A kill may have been begun meanwhile.
  if (proxy.gate === slow) proxy.gate = open
}

async function during(proxy: HttpProxy, ms: number, interfere: Interfere): Promise<void> {
  proxy.interfere = interfere
  await setTimeout(ms)
  if (proxy.interfere === interfere) proxy.interfere = () => undefined
}
