import type { Delta } from '../../../domain/document/hit.js'
import type { RawEvent } from '../../../domain/event/rawEvent.js'
import { isObject, type Json, own } from '../../../domain/json.js'
import { ok, type Result, refuse } from '../../../domain/refusal.js'
import type { Welcome } from '../../../ports/eventBus.js'
import { detailTypes, source } from '../eventbridge/patterns.js'

/** What one message of the delta queue carries. */
export type DeltaRecord =
  | { readonly topic: 'deltas'; readonly item: Delta }
  | { readonly topic: 'welcomes'; readonly item: Welcome }

/** Reads one message of the event queue: the envelope of a producer's event, as the bus or a redrive put it there. */
export function readEventRecord(body: string): Result<RawEvent> {
  const envelope = parse(body)
  if (!isObject(envelope)) return refuse('not_an_envelope', 'a message must be an event in its envelope')
  const [id, from, detailType, time] = ['id', 'source', 'detail-type', 'time'].map((name) => own(envelope, name))
  if (
    typeof id !== 'string' ||
    typeof from !== 'string' ||
    typeof detailType !== 'string' ||
    typeof time !== 'string'
  ) {
    return refuse('not_an_envelope', 'an envelope must have id, source, detail-type and time')
  }
  // No rule lets one through; indexed, it would make another, without end.
  if (from === source && (detailType === detailTypes.deltas || detailType === detailTypes.welcomes)) {
    return refuse('not_an_event', 'a delta is no event')
  }
  return ok({ id, source: from, detailType, time, detail: own(envelope, 'detail') ?? null })
}

/** Reads one message of the delta queue, whether it came by the bus of deltas or straight. */
export function readDeltaRecord(body: string): Result<readonly DeltaRecord[]> {
  const envelope = parse(body)
  const detail = isObject(envelope) && own(envelope, 'source') === source ? own(envelope, 'detail') : undefined
  if (!isObject(envelope) || !isObject(detail))
    return refuse('not_a_delta', 'a message must be what this system put there')
  const type = own(envelope, 'detail-type')
  const items = own(detail, String(type))
  if (!Array.isArray(items)) return refuse('not_a_delta', 'a message must carry deltas or welcomes')
  if (type === detailTypes.deltas && items.every(isDelta)) {
    return ok(items.map((item) => ({ topic: 'deltas', item: item as unknown as Delta })))
  }
  if (type === detailTypes.welcomes && items.every(isWelcome)) {
    return ok(items.map((item) => ({ topic: 'welcomes', item: item as unknown as Welcome })))
  }
  return refuse('not_a_delta', 'a message must carry deltas or welcomes')
}

function parse(body: string): Json | undefined {
  try {
    return JSON.parse(body) as Json
  } catch {
    return undefined
  }
}

/** As far as a mistake may go: only this system's own roles can put anything there. */
function isDelta(item: Json): boolean {
  if (!isObject(item) || typeof own(item, 'key') !== 'string') return false
  if (own(item, 'byReference') === true) return typeof own(item, 'ingestedAt') === 'string'
  const [now, was] = [own(item, 'now'), own(item, 'was')]
  return isObject(now) && typeof own(now, 'ingestedAt') === 'string' && Array.isArray(was) && was.every(isObject)
}

function isWelcome(item: Json): boolean {
  if (!isObject(item)) return false
  const [to, subscribed] = [own(item, 'to'), own(item, 'subscribed')]
  return (
    isObject(to) &&
    typeof own(to, 'connectionId') === 'string' &&
    Array.isArray(subscribed) &&
    subscribed.every(isObject)
  )
}
