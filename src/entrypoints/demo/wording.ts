import type { Outcome } from './outcome.js'
import type { Random } from './random.js'
import type { Service } from './services.js'

const searched = ['trail shoes 42', 'rain jacket', 'head torch', 'wool socks', 'sleeping bag']
const refusals = ['insufficient funds', 'card expired', 'do not honour']

/** The status code of an event, where its kind has one: fraud scores have none. */
export function statusOf(eventType: string, outcome: Outcome, random: Random): number | undefined {
  if (eventType === 'score.computed') return undefined
  if (outcome.how === 'timed out') return 504
  if (outcome.how === 'failed') return random.next() < 0.6 ? 502 : 500
  if (outcome.how === 'declined') return 402
  // Accepted, not yet through: an update follows.
  if (eventType === 'payment.authorized' || eventType === 'order.placed') return 202
  return eventType === 'cart.updated' && random.next() < 0.3 ? 201 : 200
}

/** What the service says about it. */
export function messageOf(
  service: Service,
  eventType: string,
  outcome: Outcome,
  order: number,
  euros: string,
  random: Random,
): string {
  const { upstream } = service
  const product = `${random.whole(40, 92)}-${random.whole(1000, 9998)}`
  const items = random.whole(1, 6)
  if (outcome.how === 'timed out') {
    return `Timeout from upstream ${upstream} after ${service.timeoutMs} ms, gave up on order ${order}`
  }
  if (outcome.how === 'failed') return `Upstream ${upstream} closed the connection before it answered; order ${order}`
  if (outcome.how === 'retried')
    return `Upstream ${upstream} answered on attempt 2, the first was reset; order ${order}`
  switch (eventType) {
    case 'order.placed':
      return `Order ${order} placed: ${items} ${items === 1 ? 'item' : 'items'}, EUR ${euros}`
    case 'payment.authorized':
      return `Authorized EUR ${euros} for order ${order} by acquirer ${random.next() < 0.75 ? 'north' : 'south'}`
    case 'payment.declined':
      return `Declined by the issuer: ${refusals[random.whole(0, 2)]}, order ${order}`
    case 'score.computed':
      return `Risk ${(random.whole(0, 40) / 100).toFixed(2)} for order ${order} from 14 signals`
    case 'cart.updated':
      return `${product} x${random.whole(1, 3)} ${random.next() < 0.75 ? 'added to' : 'removed from'} the cart, ${lines(items)} now`
    case 'query.completed':
      return `"${searched[random.whole(0, 4)]}" ${random.whole(0, 240)} results`
  }
  if (outcome.level === 'debug' && service.name !== 'checkout') {
    return `Cache miss for product ${product}, read from replica ${random.whole(1, 3)}`
  }
  if (service.name === 'checkout') return `POST /v2/checkout/confirm, basket of ${items}, EUR ${euros}`
  return service.name === 'cart' ? `GET /v1/cart, ${lines(items)}` : `GET /v1/products/${product}`
}

function lines(count: number): string {
  return count === 1 ? '1 line' : `${count} lines`
}
