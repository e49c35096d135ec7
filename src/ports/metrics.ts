/** What is counted or measured, under one name wherever it runs. */
export interface Metric {
  /** A counter rises, a gauge is read, and of a histogram percentiles can be told. */
  readonly kind: 'counter' | 'gauge' | 'histogram'
  readonly unit: 'count' | 'bytes' | 'seconds'
  readonly meaning: string
  /** Tells series of it apart; `values` where they are known beforehand. */
  readonly label?: { readonly name: string; readonly values?: readonly string[] }
  /** Where there is no such thing elsewhere: AWS itself tells how many messages wait, and how many sockets are open. */
  readonly only?: 'server' | 'lambda'
}

/**
 * All of them. At a server's `/metrics` each is called `deltaboard_<name>`, with `_total` or `_seconds` as Prometheus has
 * it, and a label. In CloudWatch's namespace `deltaboard` it is `<name>`, or `<name>.<value>` for each value of its label.
 */
export const metrics = {
  events: {
    kind: 'counter',
    unit: 'count',
    meaning: 'Events by what became of them',
    label: {
      name: 'outcome',
      values: ['indexed', 'updated', 'duplicate', 'stale', 'refused', 'retried', 'dead', 'probed'],
    },
  },
  dead_deltas: { kind: 'counter', unit: 'count', meaning: 'Deltas that ended unread' },
  dead_letters: {
    kind: 'counter',
    unit: 'count',
    meaning: 'Messages that a function put among the dead letters, with their reason',
    only: 'lambda',
  },
  deliveries: { kind: 'counter', unit: 'count', meaning: 'Changes sent, times their receivers' },
  frames: { kind: 'counter', unit: 'count', meaning: 'WebSocket frames sent to subscribers' },
  frame_bytes: { kind: 'counter', unit: 'bytes', meaning: 'Bytes of those frames' },
  ingest_to_send: { kind: 'histogram', unit: 'seconds', meaning: 'From ingest to the send' },
  queries_visited: {
    kind: 'counter',
    unit: 'count',
    meaning: 'Live queries that were looked at for a version of a document',
  },
  queries_matched: { kind: 'counter', unit: 'count', meaning: 'Live queries that matched a version of a document' },
  messages_serialised: { kind: 'counter', unit: 'count', meaning: 'Messages that were serialised' },
  dropped_hits: {
    kind: 'counter',
    unit: 'count',
    meaning: 'Hits left out by sampling, or shed for slow readers',
    label: { name: 'why', values: ['sampled', 'slow'] },
  },
  // Each function is a service of its own in CloudWatch, and its log says where.
  faults: { kind: 'counter', unit: 'count', meaning: 'Bugs, and backends that failed', label: { name: 'where' } },
  connections: { kind: 'gauge', unit: 'count', meaning: 'Open WebSocket connections', only: 'server' },
  distinct_queries: { kind: 'gauge', unit: 'count', meaning: 'Distinct live queries, in one process', only: 'server' },
  waiting_events: { kind: 'gauge', unit: 'count', meaning: 'Accepted events that wait for ingest', only: 'server' },
  waiting_deltas: { kind: 'gauge', unit: 'count', meaning: 'Deltas that wait for their broadcast', only: 'server' },
} as const satisfies { readonly [name: string]: Metric }

export type MetricName = keyof typeof metrics
/** Names of one kind. */
export type NamesOf<K extends Metric['kind']> = {
  [N in MetricName]: (typeof metrics)[N]['kind'] extends K ? N : never
}[MetricName]
