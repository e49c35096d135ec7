import type { Stored } from '../../../domain/document/hit.js'
import type { Fields } from '../../../domain/fields.js'
import type { Json, JsonObject } from '../../../domain/json.js'

/*
 * Sizes as V8 on 64 bits has them, to some ten per cent: an object is a header and 8 bytes a property (their names are
 * shared among documents of one form), a string a header of 16 and its units, one byte each where all are Latin-1.
 * Values that documents share (JSON.parse makes short strings once) are counted each time, so the estimate is rather high.
 */
const objectHeader = 24
const arrayHeader = 32
const stringHeader = 16
const heapNumber = 16

/** A key's entry in its Map, and its text beside the id. */
const keyEntry = 48 + stringHeader + 11

/** Times, sequence, size, order, references: one cell each. */
const cells = 8 + 8 + 8 + 8 + 2 + 8 + 8

/** What a document takes beside itself in columns and lists. The words of texts are counted apart, when they are indexed. */
export function cellBytes(fields: Fields): number {
  let bytes = keyEntry + cells
  for (const type of fields.values()) bytes += type === 'text' ? 1 : type === 'keyword' ? 6 : 8
  return bytes
}

/** About how much memory a stored document takes: itself, and its earlier versions. */
export function documentBytes({ hit, earlier }: Stored): number {
  let bytes = objectHeader + arrayHeader + bytesOf(hit) + hit.eventId.length
  for (const superseded of earlier) bytes += objectHeader + stringHeader + 24 + bytesOf(superseded.hit)
  return bytes
}

function bytesOf(value: Json): number {
  if (typeof value === 'string') return stringHeader + letters(value)
  if (typeof value === 'number') return (value | 0) === value ? 0 : heapNumber
  if (typeof value !== 'object' || value === null) return 0
  if (Array.isArray(value)) {
    let bytes = arrayHeader
    for (const item of value as readonly Json[]) bytes += 8 + bytesOf(item)
    return bytes
  }
  let bytes = objectHeader
  // Not Object.entries: it would make an array a property, for every document. Inherited names are not there in JSON.
  for (const name in value) bytes += 8 + bytesOf((value as JsonObject)[name] as Json)
  return bytes
}

function letters(text: string): number {
  const rounded = (text.length + 7) & ~7
  // Of a long text only some letters are looked at: one that is not Latin-1 mostly shows it soon.
  const step = text.length > 32 ? 5 : 1
  for (let i = 0; i < text.length; i += step) if (text.charCodeAt(i) > 0xff) return rounded * 2
  return rounded
}
