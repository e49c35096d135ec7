import { MemoryHitIndex } from '../../src/adapters/memory/index/memoryHitIndex.js'
import { MemoryBus } from '../../src/adapters/memory/memoryBus.js'
import { MemoryDeadLetters } from '../../src/adapters/memory/memoryDeadLetters.js'
import { MemorySubscriptionStore } from '../../src/adapters/memory/memorySubscriptionStore.js'
import { Broadcast } from '../../src/application/broadcast/broadcast.js'
import { Ingest } from '../../src/application/ingest/ingest.js'
import { CatchUp } from '../../src/application/session/catchUp.js'
import { Session } from '../../src/application/session/session.js'
import { defaultSettings, type Settings } from '../../src/application/settings.js'
import type { Delta } from '../../src/domain/document/hit.js'
import type { RawEvent } from '../../src/domain/event/rawEvent.js'
import { defaultSchema } from '../../src/domain/fields.js'
import type { JsonObject } from '../../src/domain/json.js'
import { type AccessRule, accessRules } from '../../src/domain/rights/accessRules.js'
import type { Identity } from '../../src/domain/rights/identity.js'
import type { ClientMessage } from '../../src/domain/wire/clientMessage.js'
import type { ServerMessage } from '../../src/domain/wire/serverMessage.js'
import type { Authenticator } from '../../src/ports/authenticator.js'
import type { Delivery, Verdict } from '../../src/ports/consumer.js'
import type { EventBus } from '../../src/ports/eventBus.js'
import type { HitIndex } from '../../src/ports/hitIndex.js'
import { ManualClock } from './manualClock.js'
import { RecordingOutbox } from './recordingOutbox.js'
import { RecordingTelemetry } from './recordingTelemetry.js'

export interface WorldOptions {
  readonly settings?: Partial<Settings>
  readonly access?: readonly AccessRule[]
  readonly authenticator?: Authenticator
  /** Put around the real ones, to make them fail. */
  readonly wrapIndex?: (index: HitIndex) => HitIndex
  readonly wrapBus?: (bus: EventBus) => EventBus
}

export const anyone: Identity = { subject: 'ada', claims: {}, expiresAt: Number.POSITIVE_INFINITY, scopes: ['read'] }

/** The real use cases on memory adapters, stepped by the test: nothing moves by itself. */
export class World {
  readonly clock = new ManualClock()
  readonly telemetry = new RecordingTelemetry()
  readonly outbox = new RecordingOutbox()
  readonly store = new MemorySubscriptionStore(this.clock)
  readonly deadLetters = new MemoryDeadLetters()
  readonly deltas: Delta[] = []
  readonly index: HitIndex
  readonly ingest: Ingest
  readonly broadcast: Broadcast
  readonly session: Session

  constructor(options: WorldOptions = {}) {
    const { clock, telemetry, outbox, store } = this
    const schema = defaultSchema
    const settings = { ...defaultSettings, ...options.settings }
    const checked = accessRules(options.access ?? [{ allow: {} }], schema)
    if (!checked.ok) throw new Error(checked.refusal.message)
    const access = checked.value
    const { retentionMs } = settings
    const real = new MemoryHitIndex({ schema, clock, maxDocuments: 10_000, maxBytes: 64 << 20, retentionMs })
    const index = options.wrapIndex?.(real) ?? real
    this.index = index
    const memory = new MemoryBus({ clock, deadLetters: this.deadLetters })
    const kept: EventBus = {
      publish: async (topic, items) => {
        if (topic === 'deltas') this.deltas.push(...(items as readonly Delta[]))
        return topic === 'deltas' ? items.map(() => 'ok') : memory.publish(topic, items)
      },
    }
    const bus = options.wrapBus?.(kept) ?? kept
    const authenticator = options.authenticator ?? { verify: async () => anyone }
    this.ingest = new Ingest({ schema, settings, index, bus, clock, telemetry })
    this.broadcast = new Broadcast({ schema, settings, store, index, outbox, clock, telemetry })
    const catchUp = new CatchUp({ index, pause: async () => {} })
    this.session = new Session({
      schema,
      settings,
      access,
      store,
      index,
      catchUp,
      bus,
      outbox,
      authenticator,
      clock,
      telemetry,
    })
  }

  /** Ingests details as first deliveries, or again with `first: false`. */
  emit(details: readonly JsonObject[], first = true): Promise<readonly Verdict[]> {
    return this.ingest.handle(details.map((detail) => ({ item: this.event(detail), attempt: first ? 1 : 2, first })))
  }

  event(detail: JsonObject): RawEvent {
    const time = new Date(this.clock.now()).toISOString()
    return { id: 'envelope', source: 'test', detailType: 'tested', time, detail }
  }

  /** Broadcasts all deltas that were published since the last time, in one batch. */
  flush(): Promise<readonly Verdict[]> {
    return this.deliver(this.deltas.splice(0))
  }

  deliver(deltas: readonly Delta[]): Promise<readonly Verdict[]> {
    return this.broadcast.handle(deltas.map((item): Delivery<Delta> => ({ item, attempt: 1, first: true })))
  }

  async connect(id: string, more: { packed?: boolean; identity?: Identity; channels?: readonly string[] } = {}) {
    const identity = more.identity ?? anyone
    const connectedAt = this.clock.now()
    const { packed = true, channels = [] } = more
    const expiresAt = identity.expiresAt
    return this.session.connect({ connectionId: id, endpoint: 'n', packed, connectedAt, identity, expiresAt }, channels)
  }

  /** Sends a message, and answers what the connection is sent for it. */
  async ask(id: string, message: ClientMessage): Promise<ServerMessage[]> {
    this.outbox.take(id)
    await this.session.receive(id, message)
    return this.outbox.take(id)
  }
}
