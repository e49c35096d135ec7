// 1,000 viewers of one query against 1,000 queries of one viewer each: the same hits, 80 events a turn.
import { BuiltServer } from './builtServer.js'
import { median, printTable, round } from './figures.js'
import { send } from './producer.js'
import { Viewers } from './viewers.js'

const viewers = 1000
const aTurn = 80
const turns = 40
const rounds = 5

interface Side {
  readonly name: string
  readonly server: BuiltServer
  readonly crowd: Viewers
  readonly cpu: number[]
  readonly serialised: number[]
  readonly matched: number[]
}

async function side(name: string, distinct: boolean): Promise<Side> {
  const server = await BuiltServer.start()
  const crowd = new Viewers()
  await crowd.add(server.ws, viewers)
  for (let i = 0; i < viewers; i++) {
    // All of them match every event; a status that never comes makes the queries differ.
    const where = { service: 'bench', ...(distinct ? { not: { status: 10_000 + i } } : {}) }
    crowd.send(i, JSON.stringify({ action: 'subscribe', ref: 'r', query: { where }, policy: 'batch', snapshot: false }))
  }
  while ((await server.metric('deltaboard_distinct_queries')) < (distinct ? viewers : 1) || crowd.frames < viewers) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return { name, server, crowd, cpu: [], serialised: [], matched: [] }
}

async function turn({ server, crowd, ...figures }: Side, keep: boolean): Promise<void> {
  const names = ['messages_serialised', 'queries_matched'].map((n) => `deltaboard_${n}_total`)
  const before = await Promise.all([server.cpu(), ...names.map((n) => server.metric(n))])
  for (let i = 0; i < turns; i++) {
    const wanted = crowd.events + aTurn * viewers
    await send(server.url, 'POST /events', aTurn, 'bench')
    await crowd.until(wanted)
  }
  const after = await Promise.all([server.cpu(), ...names.map((n) => server.metric(n))])
  if (!keep) return
  const [cpu = 0, serialised = 0, matched = 0] = after.map((value, i) => value - (before[i] ?? 0))
  figures.cpu.push(cpu)
  figures.serialised.push(serialised / turns)
  figures.matched.push(matched / turns / aTurn)
}

const one = await side('1,000 viewers of one query', false)
const many = await side('1,000 queries of one viewer each', true)
for (let i = 0; i < rounds + 1; i++) {
  await turn(one, i > 0)
  await turn(many, i > 0)
}
printTable(
  `${aTurn} events a turn to ${round(viewers)} connections`,
  [one, many].map(({ name, cpu, serialised, matched }) => ({
    audience: name,
    'CPU, ms a turn': round((median(cpu) / turns) * 1000, 1),
    'against many queries': round(median(cpu.map((c, i) => c / (many.cpu[i] ?? c))), 2),
    'messages serialised a turn': round(median(serialised)),
    'matches an event': round(median(matched)),
  })),
)
for (const { crowd, server } of [one, many]) {
  crowd.close()
  await server.stop()
}
