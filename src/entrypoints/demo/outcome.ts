import type { Random } from './random.js'
import type { Service } from './services.js'

/** How a call of a service went. */
export interface Outcome {
  readonly latencyMs: number
  readonly how: 'well' | 'declined' | 'retried' | 'failed' | 'timed out'
  readonly level: 'error' | 'warn' | 'info' | 'debug'
}

/** `hurt`, from 0 to 1: how likely the call is to meet the slow acquirer. */
export function outcomeOf(service: Service, eventType: string, hurt: number, random: Random): Outcome {
  const slow = random.next() < hurt
  const usual = service.medianMs * Math.exp(0.42 * random.normal()) * (random.next() < 0.035 ? random.whole(2, 5) : 1)
  const timedOut = slow && random.next() < 0.16
  const failed = !timedOut && random.next() < 0.008
  const wanted = timedOut
    ? service.timeoutMs + 14 * random.next()
    : usual + (slow ? 420 * Math.exp(0.5 * random.normal()) : 0)
  const latencyMs = Math.max(3, Math.round(timedOut ? wanted : Math.min(wanted, service.timeoutMs - 1)))
  if (timedOut) return { latencyMs, how: 'timed out', level: 'error' }
  if (failed) return { latencyMs, how: 'failed', level: 'error' }
  if (eventType === 'payment.declined') return { latencyMs, how: 'declined', level: 'warn' }
  if (slow ? latencyMs > 700 : random.next() < 0.02) return { latencyMs, how: 'retried', level: 'warn' }
  return { latencyMs, how: 'well', level: random.next() < service.debug ? 'debug' : 'info' }
}
