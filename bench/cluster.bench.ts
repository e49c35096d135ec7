// One node of a cluster against two, with the same viewers and events: what is delivered, and what the busiest node pays for it.
import { startOpenSearch } from '../test/support/parts/openSearch.js'
import { startRedis } from '../test/support/parts/redis.js'
import { BuiltServer } from './builtServer.js'
import { cpuByPart } from './cpuByPart.js'
import { CpuProfile } from './cpuProfile.js'
import { printTable, round } from './figures.js'
import { saturate } from './producer.js'
import { Viewers } from './viewers.js'

const viewers = 1000
const events = 6000
const rounds = 3
const service = 'bench'

interface Measured {
  readonly deliveries: number
  /** CPU of the busiest node, in microseconds for an event. */
  readonly busiest: number
  readonly all: number
  /** Cores in use, by part. */
  readonly cores: ReadonlyMap<string, number>
}

/** `profile`: of the first node. */
async function measure(count: number, profile?: CpuProfile): Promise<Measured> {
  const [redis, index] = await Promise.all([startRedis(), startOpenSearch()])
  const flags = ['--store', redis.url, '--index', index.url, '--index-replicas', '0']
  const nodes = await Promise.all(
    Array.from({ length: count }, (_, i) => BuiltServer.start(flags, i === 0 ? profile?.nodeFlags : undefined)),
  )
  const crowd = new Viewers()
  for (const node of nodes) await crowd.add(`${node.ws}?channel=service:${service}`, viewers / count)
  const send = async (total: number) => {
    const before = crowd.events
    await Promise.all(nodes.map((node) => saturate(node.url, 'POST /events', total / count, service, 4)))
    await crowd.until(before + total * viewers)
  }
  await send(events)
  const from = performance.now()
  const cpuBefore = cpuByPart()
  const before = await Promise.all(nodes.map((node) => node.cpu()))
  await send(events)
  const seconds = (performance.now() - from) / 1000
  const cores = [...cpuByPart()].map(([part, cpu]) => [part, (cpu - (cpuBefore.get(part) ?? 0)) / seconds] as const)
  const used = await Promise.all(nodes.map(async (node, i) => (await node.cpu()) - (before[i] ?? 0)))
  crowd.close()
  await Promise.all(nodes.map((node) => node.stop()))
  await Promise.all([redis.stop(), index.stop()])
  const perEvent = (cpu: number) => (cpu / events) * 1e6
  return {
    deliveries: (events * viewers) / seconds,
    busiest: perEvent(Math.max(...used)),
    all: perEvent(used.reduce((sum, cpu) => sum + cpu, 0)),
    cores: new Map(cores),
  }
}

const rows: Record<string, string | number>[] = []
for (let i = 0; i < rounds; i++) {
  const [one, two] = [await measure(1), await measure(2)]
  rows.push({
    round: i + 1,
    'deliveries/s, 1 node': round(one.deliveries),
    '2 nodes': round(two.deliveries),
    'ratio here': round(two.deliveries / one.deliveries, 2),
    'CPU of the busiest node, µs an event: 1 node': round(one.busiest, 1),
    'of 2': round(two.busiest, 1),
    'ratio where each node has a core': round(one.busiest / two.busiest, 2),
    'CPU of both together against one': round(two.all / one.all, 2),
  })
}
printTable(
  `A cluster on Redis and OpenSearch, ${viewers} viewers of one query (all parts and the load share this machine)`,
  rows,
)

// Apart from the figures above, since to be profiled costs something.
const profiled: { count: number; cores: Measured['cores']; shares: ReturnType<CpuProfile['shares']> }[] = []
for (const count of [1, 2]) {
  const profile = new CpuProfile()
  const { cores } = await measure(count, profile)
  profiled.push({ count, cores, shares: profile.shares() })
}
printTable(
  'Cores in use meanwhile, by part',
  profiled.map(({ count, cores }) => ({
    run: count === 1 ? '1 node' : `${count} nodes`,
    ...Object.fromEntries([...cores].sort().map(([part, used]) => [part, round(used, 2)])),
    all: round(
      [...cores.values()].reduce((sum, used) => sum + used, 0),
      2,
    ),
  })),
)
const names = [...new Set(profiled.flatMap(({ shares }) => shares.slice(0, 12).map(([name]) => name)))]
printTable(
  'Where a node spends its time, percent by function',
  names.map((name) => ({
    function: name,
    ...Object.fromEntries(
      profiled.map(({ count, shares }) => [
        `of ${count}`,
        round(100 * (shares.find(([other]) => other === name)?.[1] ?? 0), 1),
      ]),
    ),
  })),
)
