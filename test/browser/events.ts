import type { JsonObject } from '../../src/domain/json.js'
import { postEvents, putEvents } from '../support/send.js'

const services = ['checkout', 'payments', 'cart', 'catalog', 'search']
let serial = 0

/** An event as a service would send it; the same number is the same event. */
export function event(n: number, more: JsonObject = {}): JsonObject {
  return {
    eventId: `event-${n}`,
    service: services[n % services.length] as string,
    eventType: n % 3 === 0 ? 'order.placed' : 'request.completed',
    team: n % 2 === 0 ? 'payments' : 'storefront',
    location: n % 4 === 0 ? 'us-east-1' : 'eu-west-1',
    level: n % 20 === 0 ? 'error' : n % 10 === 0 ? 'warn' : 'info',
    status: n % 20 === 0 ? 504 : 200,
    latencyMs: 20 + ((n * 37) % 400),
    message: n % 20 === 0 ? `Timeout from upstream payments, order ${n}` : `Order ${n} placed`,
    ...more,
  }
}

/** Sends as many fresh events through `/events`. */
export async function sendMany(url: string, count: number, more: JsonObject = {}): Promise<void> {
  const events = Array.from({ length: count }, () => event(++serial, more))
  for (let i = 0; i < count; i += 1000) {
    const answer = await postEvents(url, events.slice(i, i + 1000))
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  }
}

/** Sends one through the EventBridge API, as the AWS CLI does. */
export async function sendOne(url: string, more: JsonObject = {}): Promise<string> {
  const one = event(++serial, more)
  await putEvents(url, [one])
  return String(one['eventId'])
}
