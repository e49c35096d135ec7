import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { Container } from 'inversify'
import { Producers } from '../../adapters/node/auth/sigv4/producers.js'
import type { OnFault } from '../../adapters/node/prometheus.js'
import type { SocketOutbox } from '../../adapters/node/socketOutbox.js'
import type { Accept } from '../../application/accept.js'
import { reported } from '../../application/reported.js'
import type { Session } from '../../application/session/session.js'
import type { Schema } from '../../domain/fields.js'
import type { Authenticator } from '../../ports/authenticator.js'
import type { Connection } from '../../ports/connection.js'
import type { Config } from '../config/config.js'
import { machine } from './machine.js'
import { memory } from './memory.js'
import * as t from './tokens.js'
import { useCases } from './useCases.js'

/** A running node: the use cases, wired to their adapters, with their consumers running. */
export interface Node {
  readonly schema: Schema
  /** Id of this process among the endpoints that connections live on. */
  readonly endpoint: string
  readonly accept: Accept
  readonly session: Session
  readonly sockets: SocketOutbox
  readonly authenticator: Authenticator
  /** Verifies who signs PutEvents; absent where the node is open. */
  readonly producers?: Producers
  now(): number
  /** A connection's row as it is stored. */
  connection(connectionId: string): Promise<Connection | undefined>
  ready(): Promise<{ readonly ok: boolean; readonly detail: string }>
  /** Prometheus text. */
  metrics(): Promise<string>
  /** Resolves once all that was accepted is handled, or after `ms`. */
  drain(ms: number): Promise<void>
  /** Ends the consumers. What was accepted and not drained is lost with the process. */
  stop(): Promise<void>
}

/** Most events in one call of ingest, and most deltas in one flush. */
const batch = { events: 1000, deltas: 1000 } as const

/** Everything in this process. */
export async function createNode(config: Config, onFault: OnFault = () => {}): Promise<Node> {
  const container = new Container({ defaultScope: 'Singleton' })
  container.load(machine(config, onFault), memory(config), useCases)
  const index = container.get(t.hitIndex)
  const bus = container.get(t.memoryBus)
  const clock = container.get(t.clock)
  const metrics = container.get(t.prometheus)
  const subscriptions = container.get(t.memorySubscriptions)
  const sockets = container.get(t.sockets)
  metrics.gauge('connections', 'Open WebSocket connections', () => sockets.size)
  metrics.gauge('distinct_queries', 'Distinct live queries', () => subscriptions.size.queries)
  metrics.gauge('waiting_events', 'Accepted events that wait for ingest', () => bus.waiting('events'))
  metrics.gauge('waiting_deltas', 'Deltas that wait for their broadcast', () => bus.waiting('deltas'))
  await index.prepare()

  const stopping = new AbortController()
  const now = { windowMs: () => 0, stop: stopping.signal }
  const consumers = Promise.all([
    bus.run('events', reported('ingest', container.get(t.ingest).handle, metrics), { max: batch.events, ...now }),
    bus.run('deltas', reported('broadcast', container.get(t.broadcast).handle, metrics), { max: batch.deltas, ...now }),
  ])
  return {
    schema: config.schema,
    endpoint: `node-${randomUUID()}`,
    accept: container.get(t.accept),
    session: container.get(t.session),
    sockets,
    authenticator: container.get(t.authenticator),
    ...(config.open ? {} : { producers: new Producers(config.producerKeys, () => clock.now()) }),
    now: () => clock.now(),
    connection: (connectionId) => subscriptions.connection(connectionId),
    ready: async () => ({ ok: !stopping.signal.aborted, detail: stopping.signal.aborted ? 'stopping' : 'ready' }),
    metrics: () => metrics.text(),
    drain: (ms) => Promise.race([bus.drained(), setTimeout(ms, undefined, { ref: false })]),
    async stop() {
      stopping.abort()
      await consumers
    },
  }
}
