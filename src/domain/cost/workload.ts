/** What a deployment has to do, and how it is set up. Rates are means over a month. */
export interface Workload {
  readonly eventsPerSecond: number
  /** Of an event's detail as JSON. */
  readonly eventBytes: number
  /** Connected at a time, while they are there: see `viewerHours`. */
  readonly viewers: number
  /** Live queries of one viewer. */
  readonly views: number
  /** Distinct live queries: equal ones, under equal rights, are one. */
  readonly queries: number
  /** How many of them an event matches, on average. */
  readonly matches: number
  /** Documents that a view holds. */
  readonly viewLimit: number
  /** Hours a day that viewers are there. */
  readonly viewerHours: number
  /** How often a viewer opens the page, a day. */
  readonly visits: number
  readonly flushWindowMs: number
  readonly retentionDays: number
  readonly deltaRoute: 'bus' | 'sqs'
  readonly store: 'dynamodb' | 'redis'
  readonly search: 'domain' | 'serverless'
  /** Of a domain: type and number of its data nodes; each document is on two of them where there are two. */
  readonly instance: string
  readonly nodes: number
  /** OpenSearch compute units of Serverless, for indexing and searching together. */
  readonly ocus: number
  /** Of the cache, where `store` is `redis`, and how many. */
  readonly cacheNode: string
  readonly cacheNodes: number
  /** WebSocket APIs. */
  readonly endpoints: number
  /** Days that the archive of the producers' bus keeps events; 0: there is none. */
  readonly archiveDays: number
  readonly logDays: number
  /** Of the client: silence after which it pings, and how often it verifies a view. */
  readonly pingAfterMs: number
  readonly verifyEveryMs: number
}

export const defaultWorkload: Workload = {
  eventsPerSecond: 10,
  eventBytes: 600,
  viewers: 100,
  views: 1,
  queries: 20,
  matches: 1,
  viewLimit: 100,
  viewerHours: 24,
  visits: 2,
  flushWindowMs: 100,
  retentionDays: 14,
  deltaRoute: 'bus',
  store: 'dynamodb',
  search: 'domain',
  instance: 'r7g.large.search',
  nodes: 2,
  ocus: 2,
  cacheNode: 'cache.t4g.small',
  cacheNodes: 2,
  endpoints: 1,
  archiveDays: 7,
  logDays: 30,
  pingAfterMs: 300_000,
  verifyEveryMs: 600_000,
}
