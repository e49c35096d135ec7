// What an event costs must not grow with those who look elsewhere.
import { parseConfig } from '../src/entrypoints/config/config.js'
import { createNode, type Node } from '../src/entrypoints/wiring/node.js'
import { median, printTable, round } from './figures.js'

const counts = [1, 1000, 100_000]
const events = 20_000
const rounds = 9

const config = parseConfig({})
if (!config.ok) throw new Error(config.refusal.message)
const identity = { subject: 'bench', claims: {}, expiresAt: Number.POSITIVE_INFINITY, scopes: ['read'] } as const
// A socket that takes everything and does nothing: the network's noise is not what is asked here.
const socket = { readyState: 1, OPEN: 1, bufferedAmount: 0, send() {} }

async function nodeWith(bystanders: number): Promise<Node> {
  const node = await createNode(config.ok ? config.value : never())
  const connect = async (connectionId: string, channels: readonly string[]) => {
    const address = { connectionId, endpoint: node.endpoint, packed: true, connectedAt: 0 }
    node.sockets.add(address, socket as never)
    await node.session.connect({ ...address, identity, expiresAt: identity.expiresAt }, channels)
  }
  await connect('viewer', ['service:busy'])
  for (let made = 0; made < bystanders; made++) {
    const connectionId = `b${Math.floor(made / 100)}`
    if (made % 100 === 0) await connect(connectionId, [])
    const query = { channel: `service:quiet-${made}` }
    await node.session.receive(connectionId, { action: 'subscribe', ref: 'r', query, snapshot: false })
  }
  return node
}

let next = 0
async function cost(node: Node): Promise<number> {
  const time = new Date(node.now()).toISOString()
  const batches = Array.from({ length: events / 10 }, () =>
    Array.from({ length: 10 }, () => ({
      id: `e${next++}`,
      source: 'bench',
      detailType: 'payment.authorized',
      time,
      detail: {
        service: 'busy',
        team: 'payments',
        level: 'info',
        status: 200,
        message: 'Authorized by acquirer north',
      },
    })),
  )
  const from = performance.now()
  for (const [i, batch] of batches.entries()) {
    await node.accept.entries(batch)
    if (i % 8 === 7) await new Promise((resolve) => setImmediate(resolve))
  }
  await node.drain(60_000)
  return ((performance.now() - from) * 1000) / events
}

function never(): never {
  throw new Error('no configuration')
}

const nodes: Node[] = []
for (const count of counts) nodes.push(await nodeWith(count))
const samples = counts.map((): number[] => [])
// Taken in turns, so that a slow moment of the machine falls on all of them; the first two rounds warm up.
for (let i = 0; i < rounds + 2; i++) {
  for (const [n, node] of nodes.entries()) {
    const us = await cost(node)
    if (i >= 2) samples[n]?.push(us)
  }
}
const base = median(samples[0] ?? [])
printTable(
  'Time of one event through ingest, index, match and pack',
  counts.map((count, n) => ({
    'queries on other channels': round(count),
    'µs an event, median': round(median(samples[n] ?? []), 2),
    'against 1': round(median((samples[n] ?? []).map((us, i) => us / (samples[0]?.[i] ?? base))), 2),
  })),
)
for (const node of nodes) await node.stop()
