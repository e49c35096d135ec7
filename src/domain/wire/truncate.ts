import type { Hit } from '../document/hit.js'
import { isObject, type Json } from '../json.js'
import { utf8Length } from './utf8.js'

/** Fields that say which document it is: never cut. */
const identity: ReadonlySet<string> = new Set(['eventId', 'version', '@timestamp', 'ingestedAt'])

/** Room kept for the list of what was cut. */
const listBytes = 2048

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
  let fields = Object.entries(hit)
  for (let longest = 16_384; longest >= 32 && sizeOf(fields) > room; longest /= 2) {
    fields = fields.map(([name, value]) => {
      if (identity.has(name)) return [name, value]
      const short = shorten(value, longest)
      if (short !== value) touched.add(name)
      return [name, short]
    })
  }
  for (const replace of [null, undefined]) {
    let left = sizeOf(fields) - room
    if (left <= 0) break
    const bySize = fields
      .filter(([name]) => !identity.has(name))
      .map(([name, value]) => ({ name, bytes: sizeOf([[name, value]]) }))
      .sort((a, b) => b.bytes - a.bytes)
    const away = new Set<string>()
    for (const { name, bytes } of bySize) {
      if (left <= 0) break
      away.add(name)
      touched.add(name)
      left -= replace === null ? bytes - sizeOf([[name, null]]) : bytes
    }
    fields =
      replace === null
        ? fields.map(([name, value]) => [name, away.has(name) ? null : value])
        : fields.filter(([name]) => !away.has(name))
  }
  return Object.fromEntries([...fields, ['truncated', namesThatFit(touched)]]) as unknown as Hit
}

function sizeOf(fields: readonly (readonly [string, Json])[]): number {
  let bytes = 2
  for (const [name, value] of fields) bytes += utf8Length(JSON.stringify(name)) + utf8Length(JSON.stringify(value)) + 2
  return bytes
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
