import type { Backend } from '../../ports/backend.js'

/** What a family of adapters has beside its ports: a beginning, an end, and what operators see of it. */
export interface Resources {
  /** Outside this process, by what they are for: asked before the node is ready, and ever after. */
  readonly backends: Readonly<Record<string, Backend>>
  /** Connects, and makes what is missing. Rejects where the node could not do its work. */
  prepare(): Promise<void>
  /** Takes its place among other nodes, where there are any. */
  join?(): Promise<void>
  /** What was accepted and not handled yet; in a cluster, by any node. */
  waiting(topic: 'events' | 'deltas'): number | Promise<number>
  /** Undefined where counting them would cost as much as they are. */
  readonly distinctQueries?: () => number
  /** Resolves once what was accepted is handled, or is in the hands of others. */
  drained(): Promise<void>
  /** After the consumers have ended. */
  close(): Promise<void>
}
