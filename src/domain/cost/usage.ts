import { type Counts, sum } from './counts.js'
import { documentBytes } from './ingesting.js'
import { cacheMeter, instanceMeter, type Meter, meters } from './meters.js'
import { type Cause, monthOf, monthSeconds, tableBytes } from './month.js'
import type { Workload } from './workload.js'

/** So much of something, in a month, and why. */
export interface Usage {
  readonly meter: Meter
  readonly cause: Cause
  readonly quantity: number
}

const gigabyte = 1e9
const monthHours = monthSeconds / 3600
const monthDays = monthHours / 24

/** Bytes of an index for each byte of a document: its source, and what it is found by. Assumed. */
const indexFactor = 1.4
/** What has to be free on a node's disk; the disk that the Terraform module gives a node where nothing is said. */
const diskFactor = 1.25
export const leastDiskGb = 100
/** Logs are billed as compressed once they are stored. */
const logsCompressed = 0.15
/** Names of metrics, by function: assumed. Alarms of the Terraform module: of queues, rules, functions and the board, then of parts. */
const metrics = 25
const alarms = { always: 22, bus: 1, table: 2, domain: 4, endpoint: 2 } as const
/** What a browser fetches of the page when it comes for the first time, and in how many requests. */
const page = { bytes: 170_000, requests: 8, gbKept: 0.001 } as const

/** Everything that is billed for a workload. */
export function usageOf(w: Workload): readonly Usage[] {
  const month = monthOf(w)
  const all = sum(...month.values())
  const happening = [...month].flatMap(([cause, counts]) => usageOfCounts(w, cause, counts))
  const of = (cause: Cause, ...list: readonly (readonly [Meter, number])[]) =>
    list.map(([meter, quantity]) => ({ meter, cause, quantity }))
  const logGb = (all.logBytes ?? 0) / gigabyte
  const opened = w.viewers * w.visits * monthDays
  return [
    ...happening,
    ...of('open connections', [meters.connectionMinutes, w.viewers * w.viewerHours * 60 * monthDays]),
    ...of('keeping', ...keeping(w)),
    ...of(
      'watching over it',
      [meters.logGbMonths, (logGb * logsCompressed * w.logDays) / monthDays],
      [meters.metricMonths, metrics],
      [meters.alarmMonths, alarmsOf(w)],
    ),
    ...of(
      'the page',
      [meters.pageGb, (opened * page.bytes) / gigabyte],
      [meters.pageRequests, opened * page.requests],
      [meters.pageGbMonths, page.gbKept],
    ),
  ].filter(({ quantity }) => quantity > 0)
}

/** Counts as AWS bills them. */
export function usageOfCounts(w: Workload, cause: Cause, counts: Counts): readonly Usage[] {
  const of = (name: keyof Counts) => counts[name] ?? 0
  const calls = of('authorizer') + of('connect') + of('disconnect') + of('message') + of('ingest') + of('broadcast')
  const outGb = of('bytesOut') / gigabyte
  const billed: readonly (readonly [Meter, number])[] = [
    [meters.busEvents, of('busEvents')],
    [meters.sqsRequests, of('sqsRequests')],
    [meters.calls, calls],
    [meters.gbSeconds, of('gbSeconds')],
    [meters.reads, of('reads')],
    [meters.writes, of('writes')],
    [meters.messages, of('received') + of('posts')],
    [meters.logGb, of('logBytes') / gigabyte],
    [meters.outGb, outGb],
    // Functions in a VPC post through it.
    [meters.natGb, w.store === 'redis' ? outGb : 0],
  ]
  return billed.map(([meter, quantity]) => ({ meter, cause, quantity })).filter(({ quantity }) => quantity > 0)
}

function alarmsOf(w: Workload): number {
  const parts = [
    w.deltaRoute === 'bus' ? alarms.bus : 0,
    w.store === 'dynamodb' ? alarms.table : 0,
    w.search === 'domain' ? alarms.domain : 0,
  ]
  return parts.reduce((all, each) => all + each, alarms.always + alarms.endpoint * w.endpoints)
}

/** GB of documents in the index, once. */
function indexGb(w: Workload): number {
  const documents = w.eventsPerSecond * 86_400 * w.retentionDays
  return (documents * documentBytes(w) * indexFactor) / gigabyte
}

function keeping(w: Workload): readonly (readonly [Meter, number])[] {
  const archivedGb = w.archiveDays === 0 ? 0 : (w.eventsPerSecond * w.eventBytes * monthSeconds) / gigabyte
  const tableGb = tableBytes(w) / gigabyte
  const always: readonly (readonly [Meter, number])[] = [
    [meters.archivedGb, archivedGb],
    [meters.archiveGbMonths, (archivedGb * w.archiveDays) / monthDays],
    [meters.tableGbMonths, tableGb],
    [meters.backupGbMonths, tableGb],
  ]
  return [...always, ...searching(w), ...caching(w)]
}

function searching(w: Workload): readonly (readonly [Meter, number])[] {
  if (w.search === 'serverless') {
    return [
      [meters.ocuHours, w.ocus * monthHours],
      [meters.serverlessGbMonths, indexGb(w)],
    ]
  }
  const copies = w.nodes > 1 ? 2 : 1
  return [
    [instanceMeter(w.instance), w.nodes * monthHours],
    [meters.gp3GbMonths, Math.max(leastDiskGb * w.nodes, indexGb(w) * copies * diskFactor)],
  ]
}

/** A cache is reached from inside a VPC only, and API Gateway from there only through a NAT gateway. */
function caching(w: Workload): readonly (readonly [Meter, number])[] {
  if (w.store !== 'redis') return []
  return [
    [cacheMeter(w.cacheNode), w.cacheNodes * monthHours],
    [meters.natHours, monthHours],
  ]
}
