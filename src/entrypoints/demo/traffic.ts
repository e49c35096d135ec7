import type { RawEvent } from '../../domain/event/rawEvent.js'
import type { JsonObject } from '../../domain/json.js'
import { type Outcome, outcomeOf } from './outcome.js'
import { Random } from './random.js'
import { eventsPerSecond, trouble } from './rhythm.js'
import { locations, type Service, services } from './services.js'
import { messageOf, statusOf } from './wording.js'

interface Update {
  readonly dueAt: number
  readonly event: RawEvent
}

const shares = services.map((service) => [service, service.share] as const)

/**
 * What the services of the invented shop emit, second by second. The same seed and times make the same events.
 * Payments and orders come twice: accepted, then, some seconds later, as a new version of the same document.
 */
export class Traffic {
  readonly #random: Random
  readonly #run: string
  #serial = 0
  #updates: Update[] = []

  /** `startedAt`, in epoch milliseconds, keeps the ids of two runs apart. */
  constructor(seed: number, startedAt: number) {
    this.#random = new Random(seed)
    this.#run = startedAt.toString(36)
  }

  /** The events of a stretch of time, oldest first: `from` included, `to` not, in epoch milliseconds. */
  between(from: number, to: number): RawEvent[] {
    const random = this.#random
    const span = to - from
    if (span <= 0) return []
    const times = Array.from({ length: random.count((eventsPerSecond(from) * span) / 1000) }, () =>
      Math.floor(from + random.next() * span),
    )
    const fresh = times.sort((a, b) => a - b).map((t) => ({ dueAt: t, event: this.#emit(t) }))
    const due = this.#updates.filter(({ dueAt }) => dueAt < to)
    this.#updates = this.#updates.filter(({ dueAt }) => dueAt >= to)
    return [...fresh, ...due].sort((a, b) => a.dueAt - b.dueAt).map(({ event }) => event)
  }

  #emit(t: number): RawEvent {
    const random = this.#random
    const service = random.pick(shares)
    const eventType = random.pick(service.eventTypes)
    const outcome = outcomeOf(service, eventType, trouble(t) * service.exposed, random)
    const order = 200_000 + random.whole(0, 699_999)
    const euros = (random.whole(1200, 24_200) / 100).toFixed(2)
    const status = statusOf(eventType, outcome, random)
    this.#serial += 1
    const detail = {
      eventId: `${service.name}-${this.#run}-${this.#serial}`,
      version: 1,
      '@timestamp': new Date(t).toISOString(),
      service: service.name,
      eventType,
      team: service.team,
      location: random.pick(locations),
      level: outcome.level,
      ...(status === undefined ? {} : { status }),
      latencyMs: outcome.latencyMs,
      message: messageOf(service, eventType, outcome, order, euros, random),
      orderId: String(order),
      traceId: random.hex(32),
    }
    if (status === 202) this.#follow(t, service, detail, order, euros, outcome)
    return envelope(service, detail, t)
  }

  /** The second version: captured or confirmed, now and then cancelled. Views of what is under way lose it. */
  #follow(t: number, service: Service, detail: JsonObject, order: number, euros: string, outcome: Outcome): void {
    const random = this.#random
    const dueAt = t + random.whole(1500, 9000)
    const isPayment = service.name === 'payments'
    const cancelled = !isPayment && random.next() < 0.06
    const next = {
      ...detail,
      version: 2,
      eventType: isPayment ? 'payment.captured' : cancelled ? 'order.cancelled' : 'order.confirmed',
      status: cancelled ? 409 : 200,
      level: cancelled ? 'warn' : 'info',
      latencyMs: outcome.latencyMs + random.whole(4, 60),
      message: isPayment
        ? `Captured EUR ${euros} for order ${order}`
        : cancelled
          ? `Order ${order} cancelled: no longer in stock`
          : `Order ${order} confirmed, EUR ${euros}`,
    }
    this.#updates.push({ dueAt, event: envelope(service, next, dueAt) })
  }
}

/** As EventBridge would hand it over. */
function envelope(service: Service, detail: JsonObject, at: number): RawEvent {
  return {
    id: `${String(detail['eventId'])}-${String(detail['version'])}`,
    source: `shop.${service.name}`,
    detailType: String(detail['eventType']),
    time: new Date(at).toISOString(),
    detail,
  }
}
