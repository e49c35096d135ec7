import { isObject, type Json, type JsonObject, own } from '../../../domain/json.js'
import { ok, type Result, refuse } from '../../../domain/refusal.js'

/** One entry of PutEvents, and the line that it was read from. */
export interface Entry {
  readonly line: number
  readonly text: string
  readonly source: string
  readonly detailType: string
  /** JSON. */
  readonly detail: string
  /** Epoch milliseconds. */
  readonly time?: number
  readonly bus?: string
}

/** What the flags say about every line. */
export interface Reading {
  readonly source?: string | undefined
  readonly detailType?: string | undefined
  readonly bus?: string | undefined
  /** Epoch milliseconds that `offsetMs` counts from; absent: it is not looked at. */
  readonly rebaseTo?: number | undefined
}

/**
 * Reads a line: an entry as EventBridge spells it (`Source`, `DetailType`, `Detail`, and maybe `Time`, `EventBusName`,
 * `offsetMs`), or the bare detail. What a line does not say, the flags say, and at last the detail's own `service` and
 * `eventType`.
 */
export function entryOf(text: string, line: number, reading: Reading): Result<Entry> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (fault) {
    return refuse('bad_json', (fault as Error).message)
  }
  if (!isObject(value)) return refuse('bad_line', 'a line must be a JSON object')
  const isEntry = Object.hasOwn(value, 'Detail')
  const detail = detailIn(value, isEntry)
  if (!detail.ok) return detail
  const source =
    word(isEntry ? own(value, 'Source') : undefined) ?? reading.source ?? word(own(detail.value, 'service'))
  if (source === undefined) return refuse('no_source', 'no Source: name one with --source')
  const detailType =
    word(isEntry ? own(value, 'DetailType') : undefined) ?? reading.detailType ?? word(own(detail.value, 'eventType'))
  if (detailType === undefined) return refuse('no_detail_type', 'no DetailType: name one with --detail-type')
  const time = isEntry ? timeIn(own(value, 'Time')) : undefined
  if (time !== undefined && Number.isNaN(time)) return refuse('bad_time', 'Time must be a date, or epoch seconds')
  const bus = (isEntry ? word(own(value, 'EventBusName')) : undefined) ?? reading.bus
  const offset = own(value, 'offsetMs')
  const rebased = reading.rebaseTo !== undefined && typeof offset === 'number' ? reading.rebaseTo + offset : undefined
  return ok({
    line,
    text,
    source,
    detailType,
    detail: JSON.stringify(rebased === undefined ? detail.value : dated(detail.value, rebased)),
    ...(time === undefined && rebased === undefined ? {} : { time: rebased ?? time ?? 0 }),
    ...(bus === undefined ? {} : { bus }),
  })
}

function detailIn(value: JsonObject, isEntry: boolean): Result<JsonObject> {
  let detail: unknown = value
  if (isEntry) detail = own(value, 'Detail')
  if (typeof detail === 'string') {
    try {
      detail = JSON.parse(detail)
    } catch {
      return refuse('bad_json', 'Detail is not JSON')
    }
  }
  return isObject(detail) ? ok(detail) : refuse('bad_detail', 'Detail must be an object')
}

/** The whole of it is moved: its own timestamp to the millisecond, since PutEvents' Time is cut to the second. */
function dated(detail: JsonObject, at: number): JsonObject {
  return { ...detail, '@timestamp': new Date(at).toISOString() }
}

function timeIn(value: Json | undefined): number | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number') return value * 1000
  return typeof value === 'string' ? Date.parse(value) : Number.NaN
}

function word(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
