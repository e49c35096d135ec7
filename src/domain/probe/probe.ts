import type { Draft, Hit } from '../document/hit.js'
import { type JsonObject, own } from '../json.js'
import { oneOf } from '../query/conditions.js'
import type { Query } from '../query/query.js'
import { queryIdOf } from '../query/queryId.js'
import { ok, type Result, refuse } from '../refusal.js'
import type { Channel } from '../routing/channel.js'

/**
 * The field that makes an event a probe: a synthetic one, which goes the whole way of an event and is told on a channel of
 * its own, to who knows its id. No declared field begins with `_`, so no ordinary channel can be called like it.
 */
export const probeField = '_deltaboardProbe'

/** After so many milliseconds nobody waits for a probe any more: wherever it still is, it is dropped. */
export const probeLifeMs = 10_000

const id = /^[A-Za-z0-9_-]{32}$/

/** What else a probe may hold: it can hide nothing. */
const besides: ReadonlySet<string> = new Set([probeField, '@timestamp', 'timestamp', 'time', 'service', 'eventType'])

/** Whether an event claims to be one. */
export function isProbe(detail: JsonObject): boolean {
  return own(detail, probeField) !== undefined
}

/** `timestamp`: ISO, as normalized. */
export function probeDraft(detail: JsonObject, timestamp: string): Result<Draft> {
  const given = own(detail, probeField)
  if (typeof given !== 'string' || !id.test(given)) {
    return refuse('bad_probe', 'the id of a probe is 32 characters of base64url', `Detail.${probeField}`)
  }
  const other = Object.keys(detail).find((name) => !besides.has(name))
  if (other !== undefined) return refuse('bad_probe', 'a probe holds nothing but its id and its time', 'Detail')
  const service = `${probeField}:${given}`
  return ok({ eventId: given, version: 1, '@timestamp': timestamp, service, [probeField]: given })
}

/** Of a document that is one: the only channel that it is told on. */
export function probeChannelOf(hit: Hit): Channel | undefined {
  const given = own(hit, probeField)
  return typeof given === 'string' ? `${probeField}:${given}` : undefined
}

export function isProbeChannel(channel: Channel): boolean {
  return channel.startsWith(`${probeField}:`)
}

/**
 * The query of whoever sent a probe. It holds no rights: it matches that one probe, which tells of nobody's data. The id has
 * 192 bits, so nobody else can ask for it.
 */
export function probeQuery(channel: Channel): Result<Query> {
  if (!id.test(channel.slice(probeField.length + 1))) {
    return refuse('bad_query', "not a probe's channel: its id is 32 characters of base64url", 'channel')
  }
  const where = oneOf('service', [channel])
  return ok({ queryId: queryIdOf(where), where, channels: [channel] })
}

/** What became of a probe's document, as its hit tells. */
export interface ProbeReport {
  /** It was written where no search looks, found, and removed. */
  readonly stored: boolean
  /** The index's own word where it was not. */
  readonly why?: string
}

/** Whether a probe, or its delta, comes too late for anyone. Both ISO. */
export function isSpentProbe(hit: Draft, now: number): boolean {
  return isProbe(hit) && now - Date.parse(hit['@timestamp']) > probeLifeMs
}
