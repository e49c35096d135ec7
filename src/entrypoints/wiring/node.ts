import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { Container, type ContainerModule } from 'inversify'
import { Producers } from '../../adapters/node/auth/sigv4/producers.js'
import type { OnFault } from '../../adapters/node/prometheus.js'
import type { SocketOutbox } from '../../adapters/node/socketOutbox.js'
import type { Accept } from '../../application/accept.js'
import type { Graveyard } from '../../application/graveyard.js'
import { reported } from '../../application/reported.js'
import type { Session } from '../../application/session/session.js'
import { sparing } from '../../application/sparing.js'
import type { Schema } from '../../domain/fields.js'
import type { Authenticator } from '../../ports/authenticator.js'
import type { Connection } from '../../ports/connection.js'
import type { Config } from '../config/config.js'
import { inProcess } from './inProcess.js'
import { machine } from './machine.js'
import { memory } from './memory.js'
import { BackendsReadiness, type Readiness } from './readiness.js'
import * as t from './tokens.js'
import { tracedBroadcast, tracedBus, tracesOf } from './tracing.js'
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
  readonly graveyard: Graveyard
  /** Verifies who signs PutEvents; absent where the node is open. */
  readonly producers?: Producers
  now(): number
  /** A connection's row as it is stored. */
  connection(connectionId: string): Promise<Connection | undefined>
  ready(): Promise<Readiness>
  /** Prometheus text. */
  metrics(): Promise<string>
  /** Resolves once all that was accepted is handled, or after `ms`. */
  drain(ms: number): Promise<void>
  /** Ends the consumers. What was accepted and not drained is lost with the process. */
  stop(): Promise<void>
}

/** Most events in one call of ingest, and most deltas in one flush. */
const batch = { events: 1000, deltas: 1000 } as const

export async function createNode(config: Config, onFault: OnFault = () => {}): Promise<Node> {
  const endpoint = `node-${randomUUID()}`
  const container = await containerOf(config, endpoint, onFault)
  const resources = container.get(t.resources)
  const consumer = container.get(t.consumer)
  const clock = container.get(t.clock)
  const metrics = container.get(t.prometheus)
  const store = container.get(t.subscriptionStore)
  const sockets = container.get(t.sockets)
  metrics.gauge('connections', () => sockets.size)
  const { distinctQueries } = resources
  if (distinctQueries !== undefined) metrics.gauge('distinct_queries', distinctQueries)
  metrics.gauge('waiting_events', () => resources.waiting('events'))
  metrics.gauge('waiting_deltas', () => resources.waiting('deltas'))
  try {
    await resources.prepare()
    await resources.join?.()
  } catch (fault) {
    await resources.close()
    throw fault
  }
  const readiness = new BackendsReadiness(resources.backends, clock, container.get(t.settings).maxSkewMs)

  const traces = tracesOf(process.env, (error) => metrics.fault('traces', error))
  if (traces !== undefined) {
    const bus = tracedBus(container.get(t.eventBus), traces, clock)
    ;(await container.rebind(t.eventBus)).toConstantValue(bus)
  }
  const stopping = new AbortController()
  const areWell = async () => (await readiness.ask()).ok
  const ingest = reported('ingest', container.get(t.ingest).handle, metrics)
  const told = container.get(t.broadcast).handle
  const broadcast = reported('broadcast', traces === undefined ? told : tracedBroadcast(told, traces, clock), metrics)
  const now = { windowMs: () => 0, stop: stopping.signal }
  const consumers = Promise.all([
    consumer.run('events', sparing(ingest, areWell), { max: batch.events, ...now }),
    consumer.run('deltas', sparing(broadcast, areWell), { max: batch.deltas, ...now }),
  ])
  return {
    schema: config.schema,
    endpoint,
    accept: container.get(t.accept),
    session: container.get(t.session),
    sockets,
    authenticator: container.get(t.authenticator),
    graveyard: container.get(t.graveyard),
    ...(config.open ? {} : { producers: new Producers(config.producerKeys, () => clock.now()) }),
    now: () => clock.now(),
    connection: (connectionId) => store.connection(connectionId),
    ready: async () => (stopping.signal.aborted ? { ok: false, detail: 'stopping' } : readiness.ask()),
    metrics: () => metrics.text(),
    drain: (ms) => Promise.race([resources.drained(), setTimeout(ms, undefined, { ref: false })]),
    async stop() {
      stopping.abort()
      await consumers
      await resources.close()
      await traces?.stop()
    },
  }
}

/** Makes what the stores need, and ends. Answers what they cannot promise. */
export async function prepareBackends(
  config: Config,
  onFault: OnFault = () => {},
): Promise<readonly (readonly [backend: string, why: string])[]> {
  const container = await containerOf(config, `prepare-${randomUUID()}`, onFault)
  const resources = container.get(t.resources)
  try {
    await resources.prepare()
    const healths = await Promise.all(
      Object.entries(resources.backends).map(async ([role, backend]) => [role, await backend.health()] as const),
    )
    return healths.flatMap(([role, { weaker }]) => Object.values(weaker ?? {}).map((why) => [role, why] as const))
  } finally {
    await resources.close()
  }
}

async function containerOf(config: Config, endpoint: string, onFault: OnFault): Promise<Container> {
  const container = new Container({ defaultScope: 'Singleton' })
  container.load(machine(config, endpoint, onFault), ...(await backendsOf(config)), useCases)
  return container
}

/** Only what is configured is loaded: a laptop needs no database drivers. */
async function backendsOf(config: Config): Promise<readonly ContainerModule[]> {
  const { backends } = config
  switch (backends.kind) {
    case 'memory':
      return [memory(config), inProcess]
    case 'disk':
      return [(await import('./disk.js')).disk({ ...config, data: backends.folder }), inProcess]
    case 'cluster':
      return (await import('./cluster.js')).cluster(backends)
  }
}
