/** A service of the invented shop. */
export interface Service {
  readonly name: string
  readonly team: string
  /** Its share of all events; the shares add up to 1. */
  readonly share: number
  /** Usual latency in milliseconds. */
  readonly medianMs: number
  /** After which it gives up on what it calls. */
  readonly timeoutMs: number
  /** What it calls, as its messages name it. */
  readonly upstream: string
  readonly eventTypes: readonly (readonly [eventType: string, weight: number])[]
  /** How much of it suffers while the payment acquirer is slow, from 0 to 1. */
  readonly exposed: number
  /** How much of it is logged as debug. */
  readonly debug: number
}

export const services: readonly Service[] = [
  {
    name: 'payments',
    team: 'payments',
    share: 0.22,
    medianMs: 168,
    timeoutMs: 2000,
    upstream: 'acquirer north',
    eventTypes: [
      ['payment.authorized', 0.9],
      ['payment.declined', 0.1],
    ],
    exposed: 0.5,
    debug: 0.02,
  },
  {
    name: 'checkout',
    team: 'payments',
    share: 0.2,
    medianMs: 104,
    timeoutMs: 800,
    upstream: 'payments',
    eventTypes: [
      ['request.completed', 0.66],
      ['order.placed', 0.34],
    ],
    exposed: 0.3,
    debug: 0.03,
  },
  {
    name: 'catalog',
    team: 'storefront',
    share: 0.2,
    medianMs: 38,
    timeoutMs: 1000,
    upstream: 'replica 2',
    eventTypes: [['request.completed', 1]],
    exposed: 0.02,
    debug: 0.3,
  },
  {
    name: 'cart',
    team: 'storefront',
    share: 0.16,
    medianMs: 31,
    timeoutMs: 1000,
    upstream: 'pricing',
    eventTypes: [
      ['cart.updated', 0.78],
      ['request.completed', 0.22],
    ],
    exposed: 0.02,
    debug: 0.03,
  },
  {
    name: 'fraud',
    team: 'risk',
    share: 0.12,
    medianMs: 44,
    timeoutMs: 1000,
    upstream: 'model server',
    eventTypes: [['score.computed', 1]],
    exposed: 0.02,
    debug: 0.03,
  },
  {
    name: 'search',
    team: 'storefront',
    share: 0.1,
    medianMs: 76,
    timeoutMs: 1000,
    upstream: 'shard 3',
    eventTypes: [['query.completed', 1]],
    exposed: 0.02,
    debug: 0.3,
  },
]

export const locations: readonly (readonly [location: string, weight: number])[] = [
  ['eu-west-1', 0.56],
  ['eu-central-1', 0.31],
  ['us-east-1', 0.13],
]
