import { setTimeout as sleep } from 'node:timers/promises'
import type { RawEvent } from '../../domain/event/rawEvent.js'
import type { Published } from '../../ports/eventBus.js'
import { Traffic } from './traffic.js'

export interface Stage {
  /** Takes events as PutEvents does: an outcome each. */
  send(events: readonly RawEvent[]): Promise<readonly Published[]>
  /** Epoch milliseconds. */
  now(): number
  readonly stop: AbortSignal
  readonly seed?: number
  readonly historyMs?: number
  /** Called once what lies behind is sent. */
  onHistory?(events: number): void
}

const tickMs = 100
const historyTickMs = 5_000
/** After a pause (a sleeping laptop) it goes on from now, not through all that it missed. */
const longestStepMs = 5_000

/** Plays the sample services: ten minutes that lie behind at once, then as time passes, until it is stopped. */
export async function play(stage: Stage): Promise<void> {
  const { historyMs = 600_000, seed = 7, now, stop } = stage
  const startedAt = now()
  const traffic = new Traffic(seed, startedAt)
  let until = startedAt - historyMs
  let sent = 0
  while (until < startedAt && !stop.aborted) {
    const next = Math.min(startedAt, until + historyTickMs)
    const events = traffic.between(until, next)
    await deliver(events, stage)
    sent += events.length
    until = next
  }
  if (!stop.aborted) stage.onHistory?.(sent)
  while (!stop.aborted) {
    const to = now()
    if (to - until > longestStepMs) until = to - tickMs
    await deliver(traffic.between(until, to), stage)
    until = Math.max(until, to)
    await pause(tickMs, stop)
  }
}

/** Sends them, and sends again what the node was too busy to take. */
async function deliver(events: readonly RawEvent[], { send, stop }: Stage): Promise<void> {
  let left = events
  for (let wait = tickMs; left.length > 0 && !stop.aborted; wait = Math.min(2 * wait, 2000)) {
    const outcomes = await send(left)
    left = left.filter((_, i) => {
      const outcome = outcomes[i]
      return typeof outcome === 'object' && 'retry' in outcome
    })
    if (left.length > 0) await pause(wait, stop)
  }
}

async function pause(ms: number, stop: AbortSignal): Promise<void> {
  // An aborted sleep rejects; the caller looks at the signal itself.
  await sleep(ms, undefined, { signal: stop }).catch(() => undefined)
}
