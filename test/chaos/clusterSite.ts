import { setTimeout } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { Keys } from '../../src/adapters/redis/keys.js'
import type { Chance } from '../domain/query/chance.js'
import { eventually } from '../support/eventually.js'
import { ProxiedNode } from '../support/faults/clusterLane.js'
import { open } from '../support/faults/gate.js'
import { killAt } from '../support/faults/killAt.js'
import { SocketProxy } from '../support/faults/socketProxy.js'
import { startRedis } from '../support/parts/redis.js'
import { credentialFiles, makeKeys, producer } from '../support/ways/credentials.js'
import { cutRequests, delayCommands, delayRequests, refuseRequests, socketFaults } from './disturb.js'
import { producing } from './producing.js'
import type { Site } from './site.js'

const region = 'eu-central-1'

/** Two nodes, each in a process that may be killed, on a Redis and an OpenSearch that each reaches by proxies of its own. */
export async function startCluster(openSearch: string): Promise<Site> {
  const keys = makeKeys()
  const files = credentialFiles(keys)
  const redis = await startRedis()
  const start = () => ProxiedNode.start(redis.url, openSearch, files.flags)
  const nodes = await Promise.all([start(), start()])
  const sockets = await SocketProxy.start(() => {
    return nodes.filter((node) => node.process.running()).map((node) => node.process.port)
  })
  const doomed = new Set<ProxiedNode>()
  const look = new Redis(redis.url)
  const { accessKeyId, secretAccessKey } = producer
  const credentials = { accessKeyId, secretAccessKey }
  const bridge = producing({ endpoint: `http://127.0.0.1:${sockets.port}`, region, credentials })
  const counts = { kills: 0, cuts: 0 }
  const onCut = () => counts.cuts++
  const either = (chance: Chance) => chance.of(nodes)

  /** At the n-th of the steps that it makes from now, or soon, if it makes none. */
  async function kill(chance: Chance): Promise<void> {
    const node = either(chance)
    if (doomed.has(node)) return
    doomed.add(node)
    const watched = killAt(1 + chance.below(30), () => node.process.kill())
    node.redis.gate = watched
    node.index.gate = watched
    const until = Date.now() + 1000
    while (!watched.reached && Date.now() < until) await setTimeout(20)
    await node.process.kill()
    counts.kills++
    node.redis.gate = open
    node.index.gate = open
    await setTimeout(chance.below(1500))
    // One that finds its stores out of reach when it starts says so and ends: whoever runs it starts it again.
    await eventually(
      'it runs again',
      () =>
        node.restart().then(
          () => true,
          () => false,
        ),
      120_000,
    )
    doomed.delete(node)
  }

  return {
    name: 'cluster',
    sockets,
    ws: `ws://127.0.0.1:${sockets.port}/ws`,
    direct: () => nodes[0].ws,
    pingAfterMs: 3000,
    people: keys.people,
    send: bridge.send,
    faults: {
      kill,
      ...socketFaults(sockets),
      'cut Redis': async (chance) => {
        counts.cuts++
        either(chance).redis.cut()
      },
      'delay Redis': (chance) => delayCommands(either(chance).redis, chance),
      'cut OpenSearch': (chance) => cutRequests(either(chance).index, chance, onCut),
      'delay OpenSearch': (chance) => delayRequests(either(chance).index, chance),
      'refuse by OpenSearch': (chance) => refuseRequests(either(chance).index, chance),
    },
    counts,
    async heal() {
      for (const node of nodes) {
        await eventually('ready', async () => (await fetch(`${node.url}/readyz`)).status === 200, 60_000)
      }
    },
    async waiting() {
      const names = new Keys()
      const lengths = await Promise.all([look.xlen(names.stream('events')), look.xlen(names.stream('deltas'))])
      return lengths[0] + lengths[1]
    },
    async deadLetters() {
      const headers = { 'x-api-key': keys.people.operator.secret }
      const answer = await fetch(`${nodes[0].url}/dead-letters?limit=1000`, { headers })
      return ((await answer.json()) as { letters: unknown[] }).letters.length
    },
    log: () => nodes.map((node) => node.process.log().slice(-4000)).join('\n--\n'),
    async stop() {
      bridge.stop()
      look.disconnect()
      await sockets.stop()
      await Promise.all(nodes.map((node) => node.stop()))
      await redis.stop()
      files.remove()
    },
  }
}
