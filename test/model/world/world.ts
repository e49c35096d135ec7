import { MemorySubscriptionStore } from '../../../src/adapters/memory/memorySubscriptionStore.js'
import { defaultSettings, type Settings } from '../../../src/application/settings.js'
import { defaultSchema } from '../../../src/domain/fields.js'
import { type AccessRules, accessRules } from '../../../src/domain/rights/accessRules.js'
import type { Identity } from '../../../src/domain/rights/identity.js'
import type { Authenticator } from '../../../src/ports/authenticator.js'
import type { Outbox, Undelivered } from '../../../src/ports/outbox.js'
import type { SubscriptionStore } from '../../../src/ports/subscriptionStore.js'
import { RecordingTelemetry } from '../../support/recordingTelemetry.js'
import { Calls } from './calls.js'
import { Gateway } from './gateway.js'
import { ModelBus } from './modelBus.js'
import { ModelIndex } from './modelIndex.js'
import { ModelTurns } from './modelTurns.js'
import { Timers } from './timers.js'
import type { Wire } from './wire.js'
import { broadcastWorker, ingestWorker } from './workers.js'

export interface WorldOptions {
  /** Of the clocks of the two of each kind, below `maxSkewMs`. */
  readonly skews: readonly [number, number]
  readonly turns: boolean
  /** Deltas of more bytes go by reference. */
  readonly deltaBytes: number
  readonly settings?: Partial<Settings>
}

const maxSkewMs = 4
export const start = Date.parse('2026-11-24T12:00:00.000Z')

/** The real use cases on the memory adapters, in processes that a schedule steps, delays, breaks and kills. */
export class World {
  readonly schema = defaultSchema
  readonly settings: Settings
  readonly access: AccessRules
  readonly telemetry = new RecordingTelemetry()
  readonly calls = new Calls()
  readonly timers = new Timers(start)
  readonly index: ModelIndex
  readonly bus: ModelBus
  readonly store: SubscriptionStore
  readonly turns: ModelTurns | undefined
  /** A token is the teams of its holder, separated by commas. */
  readonly authenticator: Authenticator = { verify: async (credential) => identityOf(tokenOf(credential)) }
  readonly ingests: readonly ReturnType<typeof ingestWorker>[]
  readonly broadcasts: readonly ReturnType<typeof broadcastWorker>[]
  readonly gateways: readonly Gateway[]
  connections = 0
  /** Something was lost that nobody is told of: views are right from their next re-subscription. */
  lossy = false

  constructor({ skews, turns, deltaBytes, settings }: WorldOptions) {
    this.settings = { ...defaultSettings, maxSkewMs, ...settings }
    const checked = accessRules([{ allow: { team: { in: { claim: 'teams' } } } }], this.schema)
    if (!checked.ok) throw new Error(checked.refusal.message)
    this.access = checked.value
    const clock = { now: () => this.timers.now }
    this.index = new ModelIndex(this.schema, clock, this.settings.retentionMs)
    this.store = new MemorySubscriptionStore(clock)
    this.bus = new ModelBus(deltaBytes)
    this.turns = turns ? new ModelTurns(clock) : undefined
    const clocks = skews.map((skew) => ({ now: () => this.timers.now + skew }))
    this.ingests = clocks.map((clock, i) => ingestWorker(this, `ingest ${i}`, clock))
    this.broadcasts = clocks.map((clock, i) => broadcastWorker(this, `broadcast ${i}`, clock))
    this.gateways = clocks.map((clock, i) => new Gateway(this, `node ${i}`, clock))
  }

  wires(): Wire[] {
    return this.gateways.flatMap((node) => [...node.wires.values()])
  }

  /** As a process has it: who holds the socket posts to it whether or not others can. */
  outbox(by: Gateway | undefined): Outbox {
    const find = (to: { readonly endpoint: string; readonly connectionId: string }) => {
      const node = this.gateways.find(({ name }) => name === to.endpoint)
      return { node, wire: node?.wires.get(to.connectionId) }
    }
    return {
      post: async (frames, to) => {
        const undelivered: Undelivered[] = []
        for (const address of to) {
          const { node, wire } = find(address)
          // Whoever posts to one that does not listen is told nothing.
          if (node?.deaf && node !== by) continue
          if (wire?.open) wire.send(frames)
          else undelivered.push({ to: address, why: 'gone' })
        }
        return undelivered
      },
      close: async (to, code, last) => find(to).wire?.close(code, last),
    }
  }
}

function tokenOf(credential: Parameters<Authenticator['verify']>[0]): string {
  return credential?.kind === 'bearer' ? credential.token : ''
}

export function identityOf(token: string): Identity {
  return { subject: 'ada', claims: { teams: token.split('+') }, expiresAt: Number.POSITIVE_INFINITY, scopes: ['read'] }
}
