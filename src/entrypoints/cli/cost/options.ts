import { defaultWorkload, type Workload } from '../../../domain/cost/workload.js'
import { ok, type Result, refuse } from '../../../domain/refusal.js'
import type { CommandLine, Flag } from '../command/command.js'

/** A flag with a number: its place in the workload, its bounds, and by how much what is typed is multiplied. */
interface NumberFlag extends Flag {
  readonly key: { [K in keyof Workload]: Workload[K] extends number ? K : never }[keyof Workload]
  readonly min: number
  readonly max: number
  readonly whole?: true
  readonly times?: number
}

const billion = 1_000_000_000

const numberFlags: readonly NumberFlag[] = [
  {
    name: 'events',
    value: 'N',
    key: 'eventsPerSecond',
    min: 0,
    max: 100_000,
    text: 'Events a second, on average (10)',
  },
  { name: 'bytes', value: 'N', key: 'eventBytes', min: 1, max: 1_000_000, text: 'Bytes of an event as JSON (600)' },
  { name: 'viewers', value: 'N', key: 'viewers', min: 0, max: billion, whole: true, text: 'Viewers at a time (100)' },
  { name: 'views', value: 'N', key: 'views', min: 1, max: 100, text: 'Live queries of each viewer (1)' },
  { name: 'queries', value: 'N', key: 'queries', min: 1, max: billion, text: 'Distinct ones among all of these (20)' },
  { name: 'matches', value: 'N', key: 'matches', min: 0, max: billion, text: 'How many of those an event matches (1)' },
  { name: 'view-limit', value: 'N', key: 'viewLimit', min: 1, max: 1000, text: 'Documents that a view holds (100)' },
  {
    name: 'viewer-hours',
    value: 'H',
    key: 'viewerHours',
    min: 0,
    max: 24,
    text: 'Hours a day that they are there (24)',
  },
  { name: 'visits', value: 'N', key: 'visits', min: 0, max: 1000, text: 'How often a day each opens the page (2)' },
  {
    name: 'flush-window',
    value: 'MS',
    key: 'flushWindowMs',
    min: 0,
    max: 3000,
    text: 'How long a full batch goes on gathering, milliseconds (100)',
  },
  { name: 'retention-days', value: 'N', key: 'retentionDays', min: 1, max: 3650, text: 'Days in the index (14)' },
  { name: 'archive-days', value: 'N', key: 'archiveDays', min: 0, max: 3650, text: "Days in the bus's archive (7)" },
  { name: 'log-days', value: 'N', key: 'logDays', min: 1, max: 3653, text: 'Days that logs are kept (30)' },
  { name: 'nodes', value: 'N', key: 'nodes', min: 1, max: 200, whole: true, text: "The domain's data nodes (2)" },
  { name: 'ocus', value: 'N', key: 'ocus', min: 1, max: 1700, text: 'OCUs of Serverless, all together (2)' },
  { name: 'cache-nodes', value: 'N', key: 'cacheNodes', min: 1, max: 90, whole: true, text: 'Nodes of the cache (2)' },
  { name: 'endpoints', value: 'N', key: 'endpoints', min: 1, max: 100, whole: true, text: 'WebSocket APIs (1)' },
  {
    name: 'ping-after',
    value: 'S',
    key: 'pingAfterMs',
    min: 5,
    max: 3600,
    times: 1000,
    text: 'Seconds of silence before a client pings (300)',
  },
  {
    name: 'verify-every',
    value: 'S',
    key: 'verifyEveryMs',
    min: 10,
    max: 86_400,
    times: 1000,
    text: 'Seconds after which a client verifies a view (600)',
  },
]

const choices = {
  'delta-route': { key: 'deltaRoute', of: ['bus', 'sqs'], text: 'Way of deltas to the viewers (bus)' },
  store: { key: 'store', of: ['dynamodb', 'redis'], text: 'Who is connected is kept in it (dynamodb)' },
  search: { key: 'search', of: ['domain', 'serverless'], text: 'Kind of OpenSearch (domain)' },
} as const

export const workloadFlags: readonly Flag[] = [
  ...numberFlags.map(({ name, text, value }) => ({ name, value: value ?? 'N', text })),
  ...Object.entries(choices).map(([name, { of, text }]) => ({ name, value: of.join('|'), text })),
  { name: 'instance', value: 'TYPE', text: "Of the domain's data nodes (r7g.large.search)" },
  { name: 'cache-node', value: 'TYPE', text: 'Of the cache, with --store redis (cache.t4g.small)' },
]

/** What was typed, over what is assumed; the first fault names its flag. */
export function workloadOf(line: CommandLine): Result<Workload> {
  const given: { [name: string]: unknown } = {}
  for (const flag of numberFlags) {
    const text = line.value(flag.name)
    if (text === undefined) continue
    const number = numberOf(flag, text)
    if (!number.ok) return number
    given[flag.key] = number.value * (flag.times ?? 1)
  }
  for (const [name, { key, of }] of Object.entries(choices)) {
    const text = line.value(name)
    if (text === undefined) continue
    if (!(of as readonly string[]).includes(text)) return refuse('usage', `--${name} must be ${of.join(' or ')}`)
    given[key] = text
  }
  const types = { instance: line.value('instance'), cacheNode: line.value('cache-node') }
  for (const [key, text] of Object.entries(types)) if (text !== undefined) given[key] = text
  const workload: Workload = { ...defaultWorkload, ...given }
  const seats = workload.viewers * workload.views
  // Who leaves the number of queries open, and has few viewers, means as many as there can be.
  const queries = line.has('queries') ? workload.queries : Math.max(1, Math.min(workload.queries, seats))
  if (workload.matches > queries) return refuse('usage', `--matches must be at most --queries, which is ${queries}`)
  if (queries > Math.max(1, seats)) {
    return refuse('usage', `--queries must be at most what --viewers have of --views, which is ${seats}`)
  }
  return ok({ ...workload, queries })
}

function numberOf({ max, min, name, whole }: NumberFlag, text: string): Result<number> {
  const number = /^\d{1,12}(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN
  if (number >= min && number <= max && (whole !== true || Number.isInteger(number))) return ok(number)
  return refuse('usage', `--${name} must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}`)
}
