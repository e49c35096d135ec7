/**
 * What the memory index costs: `node --expose-gc --import tsx bench/index.bench.ts [documents]`. Documents are seeded,
 * so two runs measure the same.
 */
import { readFileSync } from 'node:fs'
import { MemoryHitIndex } from '../src/adapters/memory/index/memoryHitIndex.js'
import type { Hit } from '../src/domain/document/hit.js'
import { keyOf } from '../src/domain/document/identity.js'
import { defaultSchema } from '../src/domain/fields.js'
import type { Json } from '../src/domain/json.js'
import { parseWhere } from '../src/domain/query/parse.js'
import type { Where } from '../src/domain/query/where.js'
import type { Write } from '../src/ports/hitIndex.js'

const total = Number(process.argv[2] ?? 1_000_000)
const batch = 500
const start = Date.parse('2026-11-23T00:00:00.000Z')
const stepMs = 100
let now = start
const index = new MemoryHitIndex({
  schema: defaultSchema,
  clock: { now: () => now },
  maxDocuments: total,
  maxBytes: 8 * 2 ** 30,
  retentionMs: 30 * 86_400_000,
})

// A small generator of pseudo-random numbers (mulberry32).
let seed = 20261124
function random(): number {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
}
const below = (n: number) => Math.floor(random() * n)
const hex = (n: number) => Array.from({ length: n }, () => below(16).toString(16)).join('')
const services = ['checkout', 'cart', 'payments', 'search', ...Array.from({ length: 36 }, (_, i) => `service-${i}`)]
const verbs = ['timeout', 'refused', 'completed', 'retried', 'accepted', 'dropped']

/** As it comes from JSON.parse: no string is shared with another document, as in a server. */
function documentAt(i: number): Hit {
  const skew = below(20) === 0 ? below(30_000) : 0
  const skewed = new Date(start + i * stepMs - skew + 30_000).toISOString()
  const document = {
    eventId: `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    version: 1,
    '@timestamp': skewed,
    ingestedAt: new Date(start + i * stepMs + 30_000).toISOString(),
    // A quarter of all are of one service.
    service: i % 10_000 === 0 ? 'rare' : random() < 0.25 ? 'checkout' : services[1 + below(services.length - 1)],
    eventType: ['request', 'job', 'audit'][below(3)],
    team: ['core', 'edge', 'data', 'growth', 'sre'][below(5)],
    location: ['eu-west-1', 'eu-central-1', 'us-east-1', 'ap-south-1'][below(4)],
    level: random() < 0.02 ? 'error' : 'info',
    status: random() < 0.01 ? 500 + below(4) : 200,
    latencyMs: Math.round(Math.exp(random() * 6 + 2)),
    message: `upstream ${verbs[below(verbs.length)]} for order ${hex(8)} after ${below(3000)} ms on node-${below(64)}`,
  }
  return JSON.parse(JSON.stringify(document)) as Hit
}

const whereOf = (json: Json): Where => {
  const parsed = parseWhere(json, defaultSchema)
  if (!parsed.ok) throw new Error(parsed.refusal.message)
  return parsed.value
}

function heap(): number {
  global.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Milliseconds that this thread was really run: other processes don't count. Elsewhere than on Linux, the clock's. */
function cpuMs(): number {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[0]) / 1e6
  } catch {
    return performance.now()
  }
}

const row = (what: string, figure: string) => console.log(`${what.padEnd(58)} ${figure}`)

async function timed(what: string, repeats: number, run: () => Promise<unknown>): Promise<void> {
  const started = performance.now()
  await run()
  const first = performance.now() - started
  for (let i = 0; i < 5; i++) await run()
  const times: number[] = []
  const cpu = cpuMs()
  for (let i = 0; i < repeats; i++) {
    const at = performance.now()
    await run()
    times.push(performance.now() - at)
  }
  const mean = (cpuMs() - cpu) / repeats
  times.sort((a, b) => a - b)
  const at = (p: number) => (times[Math.min(times.length - 1, Math.floor(p * times.length))] as number).toFixed(3)
  row(what, `${at(0.5)} / ${at(0.99)} ms, CPU ${mean.toFixed(3)}, first ${first.toFixed(1)}`)
}

/** Writes documents `from` up to `to`; answers the milliseconds that the index itself took, and the longest call. */
async function fill(from: number, to: number): Promise<{ ms: number; cpu: number; longest: number; json: number }> {
  let [ms, cpu, longest, json] = [0, 0, 0, 0]
  for (let i = from; i < to; i += batch) {
    const writes: Write[] = Array.from({ length: Math.min(batch, to - i) }, (_, n) => {
      const hit = documentAt(i + n)
      if (n === 0) json += JSON.stringify(hit).length * batch
      return { key: keyOf(hit), next: { hit, earlier: [] } }
    })
    now = start + i * stepMs + 60_000
    const before = cpuMs()
    const at = performance.now()
    await index.write(writes)
    const took = performance.now() - at
    cpu += cpuMs() - before
    ms += took
    longest = Math.max(longest, took)
  }
  return { ms, cpu, longest, json }
}

const rate = (count: number, { ms, cpu }: { ms: number; cpu: number }) =>
  `${Math.round(count / ms)} documents/ms, ${Math.round(count / cpu)} by CPU`

console.log('searches: median / 99th percentile by the clock, mean by CPU, in milliseconds\n')
const empty = heap()
const filled = await fill(0, total)
row(`ingest of ${total} documents in batches of ${batch}`, rate(total, filled))
row('longest batch (a segment that fills makes its lists)', `${filled.longest.toFixed(1)} ms`)
const bytes = heap() - empty
row('a document as JSON', `${Math.round(filled.json / total)} bytes`)
row('memory a document', `${Math.round(bytes / total)} bytes, estimated ${Math.round(index.size.bytes / total)}`)

const limit = 100
const search = (json: Json) => {
  const where = whereOf(json)
  return () => index.search(where, { limit })
}
await timed('everything, newest 100', 300, search({}))
await timed('selective: service and level (1/2,000)', 300, search({ service: 'service-7', level: 'error' }))
await timed('selective: a service with 1/10,000, of any status', 300, search({ service: 'rare', status: { gte: 0 } }))
await timed('selective: a service with 1/10,000', 300, search({ service: 'rare' }))
await timed('nothing: a service that nobody has', 300, search({ service: 'nobody' }))
await timed('selective: status 503 (1/400; a scan)', 100, search({ status: 503 }))
await timed('range: latencyMs >= 2900 (1/300; a scan)', 100, search({ latencyMs: { gte: 2900 } }))
await timed('broad: service checkout (1/4), exact count', 300, search({ service: 'checkout' }))
await timed(
  'broad: checkout in eu-*, not error',
  100,
  search({ service: 'checkout', location: { prefix: 'eu-' }, not: { level: 'error' } }),
)
await timed(
  'broad: status 200 or level error (all but 1 %)',
  100,
  search({ or: [{ status: 200 }, { level: 'error' }] }),
)
const since = new Date(now - 600_000).toISOString()
const everything = whereOf({})
await timed('everything since ten minutes ago, with missed', 100, () => index.search(everything, { limit, since }))

let longestTurn = 0
let last = 0
let watching = true
const watch = () => {
  if (last > 0) longestTurn = Math.max(longestTurn, performance.now() - last)
  last = performance.now()
  if (watching) setImmediate(watch)
}
setImmediate(watch)
await timed('text: timeout (1/6)', 50, search({ message: { match: 'timeout' } }))
await timed('text: timeout on one node (1/400)', 50, search({ message: { match: 'timeout node 7' } }))
row('longest hold of the process while words are indexed', `${longestTurn.toFixed(1)} ms`)
row(
  'memory a document, with the words of texts',
  `${Math.round((heap() - empty) / total)} bytes, estimated ${Math.round(index.size.bytes / total)}`,
)

const from = new Date(now - 24 * 3_600_000).toISOString()
const request = {
  from,
  intervalMs: 300_000,
  by: 'level',
  distribution: 'latencyMs',
  facets: ['service', 'team', 'location'],
}
longestTurn = 0
last = 0
await timed('summarize a day: by, distribution, 3 facets', 10, () => index.summarize(everything, request))
const recent = { ...request, from: new Date(now - 600_000).toISOString(), intervalMs: 5000 }
await timed('summarize ten minutes, the same', 50, () => index.summarize(everything, recent))
row('longest hold of the process while summarizing', `${longestTurn.toFixed(1)} ms`)

const more = Math.min(total, 200_000)
const replaced = await fill(total, total + more)
row(`ingest of ${more} more, each evicting the oldest`, rate(more, replaced))
watching = false
