import type { Hit } from '../document/hit.js'
import { isObject, type Json } from '../json.js'
import { utf8Length } from './utf8.js'

/** Fields that say which document it is: never cut. */
const identity: ReadonlySet<string> = new Set(['eventId', 'version', '@timestamp', 'ingestedAt'])

/** Room kept for the list of what was cut. */
const listBytes = 2048

/** A field, and the bytes that it takes in its document. Measured once, since a document may have thousands. */
interface Field {
  readonly name: string
  readonly value: Json
  readonly bytes: number
}

/** A document's JSON, within `most` bytes: as it is, or cut as the wire contract says, with `truncated` naming the fields. */
export function fit(hit: Hit, most: number): { readonly text: string; readonly bytes: number; readonly cut: boolean } {
  const text = JSON.stringify(hit)
  const bytes = utf8Length(text)
  if (bytes <= most) return { text, bytes, cut: false }
  const cut = JSON.stringify(truncate(hit, most))
  return { text: cut, bytes: utf8Length(cut), cut: true }
}

/** Shortens the longest strings first; where that is not enough, the largest fields become null, then go. */
function truncate(hit: Hit, most: number): Hit {
  const room = most - listBytes
  const touched = new Set<string>()
  let fields = Object.entries(hit).map(([name, value]) => fieldOf(name, value))
  for (let longest = 16_384; longest >= 32 && sizeOf(fields) > room; longest /= 2) {
    fields = fields.map((field) => {
      const { name, value, bytes } = field
      if (identity.has(name) || bytes <= longest) return field
      const short = shorten(value, longest)
      if (short === value) return field
      touched.add(name)
      return fieldOf(name, short)
    })
  }
  for (const step of [emptied, removed]) fields = largestFirst(fields, room, step, touched)
  const kept = fields.map(({ name, value }) => [name, value] as const)
  return Object.fromEntries([...kept, ['truncated', namesThatFit(touched)]]) as unknown as Hit
}

function fieldOf(name: string, value: Json): Field {
  return { name, value, bytes: utf8Length(JSON.stringify(name)) + utf8Length(JSON.stringify(value)) + 2 }
}

function sizeOf(fields: readonly Field[]): number {
  return fields.reduce((bytes, field) => bytes + field.bytes, 2)
}

function emptied(field: Field): Field {
  const empty = fieldOf(field.name, null)
  return empty.bytes < field.bytes ? empty : field
}

function removed(): undefined {
  return undefined
}

/** Takes the step with the largest fields until all fit. Order stays. */
function largestFirst(
  fields: Field[],
  room: number,
  step: (field: Field) => Field | undefined,
  touched: Set<string>,
): Field[] {
  let left = sizeOf(fields) - room
  if (left <= 0) return fields
  const after = new Map<Field, Field | undefined>()
  for (const field of fields.filter(({ name }) => !identity.has(name)).sort((a, b) => b.bytes - a.bytes)) {
    if (left <= 0) break
    const less = step(field)
    if (less === field) continue
    after.set(field, less)
    touched.add(field.name)
    left -= field.bytes - (less?.bytes ?? 0)
  }
  return fields.flatMap((field) => (after.has(field) ? (after.get(field) ?? []) : field))
}

function shorten(value: Json, longest: number): Json {
  if (typeof value === 'string') return value.length <= longest ? value : cutText(value, longest)
  if (Array.isArray(value))
    return same(
      value,
      value.map((item) => shorten(item, longest)),
    )
  if (!isObject(value)) return value
  const entries = Object.entries(value)
  const short = entries.map(([name, inner]) => [name, shorten(inner, longest)] as const)
  return short.every(([, inner], i) => inner === entries[i]?.[1]) ? value : Object.fromEntries(short)
}

function same(before: readonly Json[], after: readonly Json[]): readonly Json[] {
  return after.every((item, i) => item === before[i]) ? before : after
}

/** Never cuts a surrogate pair in two. */
function cutText(text: string, length: number): string {
  const last = text.charCodeAt(length - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length)
}

/** The names in the order of the cuts, while they fit; an ellipsis stands for the rest. */
function namesThatFit(names: Iterable<string>): readonly string[] {
  const out: string[] = []
  let bytes = 20
  for (const name of names) {
    bytes += utf8Length(JSON.stringify(name)) + 1
    if (bytes > listBytes - 20) return [...out, '…']
    out.push(name)
  }
  return out
}
