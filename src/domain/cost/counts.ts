/** What is counted where it happens: behind the functions, and so in the test that compares these with a real run. */
export const counted = [
  /** Events put onto buses, as EventBridge bills them: by 64 KB. */
  'busEvents',
  /** Sends, receives and deletes, as SQS bills them: by call and by 64 KB. */
  'sqsRequests',
  /** DynamoDB's units: consistent reads by 4 KB, writes by 1 KB, twice that in transactions. */
  'reads',
  'writes',
  /** WebSocket messages from clients, and posts to them, by 32 KB. */
  'received',
  'posts',
  /** Requests to OpenSearch. */
  'bulks',
  'searches',
  'refreshes',
  /** Calls of the functions. */
  'authorizer',
  'connect',
  'disconnect',
  'message',
  'ingest',
  'broadcast',
  /** Assumed and not counted: what the functions run for, times their memory; bytes that leave AWS; bytes of logs. */
  'gbSeconds',
  'bytesOut',
  'logBytes',
] as const

export type Counted = (typeof counted)[number]
/** What is not named is none. */
export type Counts = Readonly<Partial<Record<Counted, number>>>

export function sum(...all: readonly Counts[]): Counts {
  const of = (name: Counted) => all.reduce((total, counts) => total + (counts[name] ?? 0), 0)
  return Object.fromEntries(counted.map((name) => [name, of(name)] as const).filter(([, n]) => n !== 0))
}

export function times(counts: Counts, factor: number): Counts {
  return sum(Object.fromEntries(counted.map((name) => [name, (counts[name] ?? 0) * factor])))
}

/** Whole steps that so many bytes are billed as; at least one. */
export function stepsOf(bytes: number, step: number): number {
  return Math.max(1, Math.ceil(bytes / step))
}
