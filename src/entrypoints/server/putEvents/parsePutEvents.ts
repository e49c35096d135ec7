import { isObject, type JsonObject, own } from '../../../domain/json.js'
import { ok, type Result, refuse } from '../../../domain/refusal.js'
import { utf8Length } from '../../../domain/wire/utf8.js'

/** Limits of PutEvents: entries of one request, and their bytes in all. */
export const putEventsLimits = { entries: 10, bytes: 1_048_576 } as const

export interface Entry {
  readonly source: string
  readonly detailType: string
  readonly detail: unknown
  /** ISO-8601; undefined where the entry has none. */
  readonly time: string | undefined
}

/** An entry, or the error that stands in its place: code and message as EventBridge names them. */
export type ParsedEntry =
  | { readonly entry: Entry }
  | { readonly error: { readonly code: string; readonly message: string } }

/**
 * The body of a PutEvents request. A refusal is of the whole request and carries the name of AWS's exception; a fault of
 * one entry stands in its place. Total: never throws.
 */
export function parsePutEvents(body: string): Result<readonly ParsedEntry[]> {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return refuse('SerializationException', 'the body is not JSON')
  }
  if (!isObject(json)) return refuse('SerializationException', 'the body must be a JSON object')
  const entries = own(json, 'Entries')
  if (entries === undefined || entries === null) {
    return invalid("Value null at 'entries' failed to satisfy constraint: Member must not be null")
  }
  if (!Array.isArray(entries)) return refuse('SerializationException', 'Entries must be a list')
  if (entries.length === 0) return invalid(`${outOfBounds} greater than or equal to 1`)
  if (entries.length > putEventsLimits.entries) {
    return invalid(`${outOfBounds} less than or equal to ${putEventsLimits.entries}`)
  }
  for (const [i, entry] of entries.entries()) {
    const fault = typeFault(entry, i)
    if (fault !== undefined) return refuse('SerializationException', fault)
  }
  const bytes = (entries as JsonObject[]).reduce((sum, entry) => sum + measure(entry), 0)
  if (bytes > putEventsLimits.bytes) {
    return refuse('ValidationException', 'Total size of the entries in the request is over the limit.')
  }
  return ok((entries as JsonObject[]).map(parseEntry))
}

const outOfBounds = "Value at 'entries' failed to satisfy constraint: Member must have length"

function invalid(message: string): Result<never> {
  return refuse('ValidationException', `1 validation error detected: ${message}`)
}

const texts = ['Source', 'DetailType', 'Detail', 'EventBusName', 'TraceHeader'] as const

/** A member of the wrong JSON type: AWS refuses the whole request, since it can't be read as its model. */
function typeFault(entry: unknown, i: number): string | undefined {
  const at = `Entries[${i}]`
  if (!isObject(entry)) return `${at} must be an object`
  for (const name of texts) {
    const value = own(entry, name) ?? ''
    if (typeof value !== 'string') return `${at}.${name} must be text`
  }
  const resources = own(entry, 'Resources') ?? []
  if (!Array.isArray(resources) || !resources.every((resource) => typeof resource === 'string')) {
    return `${at}.Resources must be a list of text`
  }
  const time = own(entry, 'Time') ?? 0
  return typeof time === 'number' ? undefined : `${at}.Time must be epoch seconds`
}

/** As EventBridge measures: 14 bytes for a time, the others in UTF-8. */
function measure(entry: JsonObject): number {
  let bytes = (own(entry, 'Time') ?? null) === null ? 0 : 14
  for (const name of ['Source', 'DetailType', 'Detail'] as const) bytes += utf8Length(textOf(entry, name))
  const resources = (own(entry, 'Resources') ?? []) as readonly string[]
  return resources.reduce((sum, resource) => sum + utf8Length(resource), bytes)
}

function parseEntry(entry: JsonObject): ParsedEntry {
  for (const name of ['Source', 'DetailType', 'Detail'] as const) {
    if (textOf(entry, name) !== '') continue
    return error('InvalidArgument', `Parameter ${name} is not valid. Reason: ${name} is a required argument.`)
  }
  let detail: unknown
  try {
    detail = JSON.parse(textOf(entry, 'Detail'))
  } catch {
    return error('MalformedDetail', 'Detail is malformed.')
  }
  if (!isObject(detail)) return error('MalformedDetail', 'Detail is malformed.')
  const seconds = own(entry, 'Time') ?? undefined
  const time = seconds === undefined ? undefined : new Date(Math.floor((seconds as number) * 1000))
  if (time !== undefined && Number.isNaN(time.getTime())) {
    return error('InvalidArgument', 'Parameter Time is not valid. Reason: Time is out of range.')
  }
  return {
    entry: {
      source: textOf(entry, 'Source'),
      detailType: textOf(entry, 'DetailType'),
      detail,
      time: time?.toISOString(),
    },
  }
}

function textOf(entry: JsonObject, name: string): string {
  return (own(entry, name) ?? '') as string
}

function error(code: string, message: string): ParsedEntry {
  return { error: { code, message } }
}
