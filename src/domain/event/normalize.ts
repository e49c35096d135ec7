import type { Draft } from '../document/hit.js'
import type { Schema } from '../fields.js'
import { isObject, type Json, type JsonObject, own, withinDepth } from '../json.js'
import { isProbe, probeDraft } from '../probe/probe.js'
import { ok, type Refusal, type Result, refuse } from '../refusal.js'
import { utf8Length } from '../wire/utf8.js'
import { coerce, notCoercible } from './coerce.js'
import { parseEventId } from './eventId.js'
import type { RawEvent } from './rawEvent.js'
import { parseTime } from './time.js'

/** Every way in which an event can be refused. */
export const refusalCodes = [
  'not_an_object',
  'too_deep',
  'too_large',
  'bad_event_id',
  'bad_version',
  'no_timestamp',
  'bad_timestamp',
  'too_old',
  'in_future',
  'bad_field',
  'bad_probe',
] as const

/** `routes`: values of one routable field, since each of them is a channel that has to be asked for queries. */
const documentLimits = { bytes: 262_144, depth: 256, futureMs: 5 * 60_000, routes: 100 } as const

export interface NormalizeOptions {
  /** Epoch milliseconds. */
  readonly now: number
  readonly retentionMs: number
}

/** An event as the document that is stored for it, or why there can be none (PROTOCOL, section 1). Total: never throws. */
export function normalize(raw: RawEvent, schema: Schema, options: NormalizeOptions): Result<Draft> {
  const detail = raw.detail
  if (!isObject(detail)) return refuse('not_an_object', 'an event must be a JSON object', 'Detail')
  // Depth first: what follows, JSON.stringify too, recurses.
  if (!withinDepth(detail, documentLimits.depth)) {
    return refuse('too_deep', `an event may be nested ${documentLimits.depth} deep`, 'Detail')
  }
  const given = present(detail, 'eventId') ?? present(detail, 'id') ?? raw.id
  const eventId = parseEventId(given)
  if (eventId === undefined) {
    const path = present(detail, 'eventId') !== undefined ? 'Detail.eventId' : 'Detail.id'
    return refuse(
      'bad_event_id',
      'an event id must be an integer, or text of 1 to 512 bytes without lone surrogates',
      path,
    )
  }
  const version = present(detail, 'version') ?? 1
  if (!Number.isSafeInteger(version) || (version as number) < 1) {
    return refuse('bad_version', 'a version must be an integer >= 1', 'Detail.version')
  }
  const timestamp = timestampOf(raw, detail, options)
  if (!timestamp.ok) return timestamp
  if (isProbe(detail)) return probeDraft(detail, timestamp.value)
  const fields = declaredFields(detail, { service: raw.source, eventType: raw.detailType }, schema)
  if (!fields.ok) return fields
  const document = {
    ...fields.value,
    eventId,
    version: version as number,
    '@timestamp': timestamp.value,
  } as Draft
  const large = tooLarge(document)
  return large === undefined ? ok(document) : { ok: false, refusal: large }
}

/** Undeclared fields as they are, declared ones coerced, `service` and `eventType` from the envelope where absent. */
function declaredFields(detail: JsonObject, envelope: JsonObject, schema: Schema): Result<JsonObject> {
  // Spread copies own properties one by one: a key named __proto__ stays a key.
  const document: Record<string, Json> = { ...detail }
  for (const [field, type] of schema.fields) {
    if (field === '@timestamp') continue
    const value = present(detail, field) ?? present(envelope, field)
    if (value === undefined) {
      if (Object.hasOwn(document, field)) delete document[field]
      continue
    }
    const coerced = coerce(value, type)
    const path = `Detail.${field}`
    if (coerced === notCoercible) return refuse('bad_field', `${field} must be a ${type}`, path)
    if (Array.isArray(coerced) && coerced.length > documentLimits.routes && schema.routable.includes(field)) {
      return refuse('bad_field', `${field} may have ${documentLimits.routes} values, since it is routed by each`, path)
    }
    // Object.is: -0 is no 0.
    if (!Object.is(own(document, field), coerced)) define(document, field, coerced as Json)
  }
  for (const [field, value] of Object.entries(envelope)) {
    if (!Object.hasOwn(document, field)) define(document, field, value)
  }
  delete document['ingestedAt']
  return ok(document)
}

function define(document: Record<string, Json>, field: string, value: Json): void {
  // Plain assignment to this one name would set the prototype; to all others it is the quicker way.
  if (field !== '__proto__') document[field] = value
  else Object.defineProperty(document, field, { value, enumerable: true, writable: true, configurable: true })
}

const timeNames = ['@timestamp', 'timestamp', 'time'] as const

function timestampOf(raw: RawEvent, detail: JsonObject, { now, retentionMs }: NormalizeOptions): Result<string> {
  let given: unknown = raw.time
  let path = 'Time'
  for (const name of timeNames) {
    const value = present(detail, name)
    if (value === undefined) continue
    given = value
    path = `Detail.${name}`
    break
  }
  if (given === undefined || given === '') return refuse('no_timestamp', 'the event has no time', path)
  const parsed = parseTime(given)
  if (!parsed.ok) return refuse('bad_timestamp', parsed.refusal.message, path)
  const ms = Date.parse(parsed.value)
  if (ms < now - retentionMs) return refuse('too_old', 'the event is older than retention', path)
  if (ms > now + documentLimits.futureMs) {
    return refuse('in_future', 'the event is more than 5 minutes in the future', path)
  }
  return parsed
}

/** A field that is there and not null. */
function present(object: JsonObject, name: string): Json | undefined {
  return own(object, name) ?? undefined
}

function tooLarge(document: Draft): Refusal | undefined {
  if (mostBytes(document) <= documentLimits.bytes) return undefined
  const text = JSON.stringify(document)
  // A UTF-16 unit is at most three bytes: most documents need no count.
  if (text.length * 3 <= documentLimits.bytes || utf8Length(text) <= documentLimits.bytes) return undefined
  return { code: 'too_large', message: 'a document may have 256 KB', path: 'Detail' }
}

/** No document has more, written as JSON: six bytes a UTF-16 unit, as an escape has. Infinity where that has to be counted. */
function mostBytes(document: Draft): number {
  let most = 2
  for (const name of Object.keys(document)) {
    const value = document[name]
    if (typeof value === 'object' && value !== null) return Infinity
    most += 6 * name.length + 4 + (typeof value === 'string' ? 6 * value.length + 2 : longestScalar)
  }
  return most
}

/** More than the bytes of any number, boolean or null. */
const longestScalar = 32
