import { isUtf8 } from 'node:buffer'
import type { RefusedLine } from '../../../application/accept.js'
import { isObject } from '../../../domain/json.js'
import { type Result, refuse } from '../../../domain/refusal.js'

/** Some lines of a body: those that are JSON, and those that are not. */
export interface Lines {
  readonly lines: readonly { readonly line: number; readonly detail: unknown }[]
  readonly refused: readonly RefusedLine[]
}

/** Lines read at a time: the server turns to its other clients in between. */
const chunkLines = 500

/**
 * Takes a body of NDJSON, of one JSON array, or of one JSON object apart, in chunks. Lines, and the elements of an array,
 * are counted from 1; blank lines are counted and left out. Total: never throws.
 */
export function readLines(body: Buffer): Result<Iterable<Lines>> {
  const valid = isUtf8(body)
  const text = withoutMark(body.toString('utf8'))
  const first = /\S/.exec(text)?.[0]
  if (first === undefined) return refuse('no_events', 'the body is empty')
  if (first === '[') {
    const list = parse(text)
    if (!valid) return refuse('bad_utf8', 'the body is not UTF-8')
    if (!Array.isArray(list)) return refuse('bad_json', 'the body begins like a JSON array and is none')
    if (list.length === 0) return refuse('no_events', 'the array is empty')
    return { ok: true, value: elements(list) }
  }
  // A single event may be written over several lines, as people and tools print it.
  if (valid && first === '{' && isObject(parse(firstLine(text))) === false) {
    const whole = parse(text)
    if (isObject(whole)) return { ok: true, value: [{ lines: [{ line: 1, detail: whole }], refused: [] }] }
  }
  return { ok: true, value: valid ? linesOf(text) : linesOfBytes(body) }
}

function* elements(list: readonly unknown[]): Iterable<Lines> {
  for (let at = 0; at < list.length; at += chunkLines) {
    const lines = list.slice(at, at + chunkLines).map((detail, i) => ({ line: at + i + 1, detail }))
    yield { lines, refused: [] }
  }
}

function* linesOf(text: string): Iterable<Lines> {
  let chunk = new Chunk()
  let line = 0
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at)
    const end = newline === -1 ? text.length : newline
    chunk.add(++line, text.slice(at, end))
    at = end + 1
    if (chunk.full) {
      yield chunk
      chunk = new Chunk()
    }
  }
  yield chunk
}

/** Where some line is not UTF-8: only those lines are refused. */
function* linesOfBytes(body: Buffer): Iterable<Lines> {
  let chunk = new Chunk()
  let line = 0
  for (let at = 0; at < body.length; ) {
    const newline = body.indexOf(0x0a, at)
    const end = newline === -1 ? body.length : newline
    const bytes = body.subarray(at, end)
    line++
    if (isUtf8(bytes)) chunk.add(line, line === 1 ? withoutMark(bytes.toString('utf8')) : bytes.toString('utf8'))
    else chunk.refuse(line, 'bad_utf8', 'the line is not UTF-8')
    at = end + 1
    if (chunk.full) {
      yield chunk
      chunk = new Chunk()
    }
  }
  yield chunk
}

class Chunk implements Lines {
  readonly lines: { line: number; detail: unknown }[] = []
  readonly refused: RefusedLine[] = []

  get full(): boolean {
    return this.lines.length + this.refused.length >= chunkLines
  }

  add(line: number, text: string): void {
    const detail = parse(text)
    if (detail !== undefined) this.lines.push({ line, detail })
    else if (text.trim() !== '') this.refuse(line, 'bad_json', 'the line is not JSON')
  }

  refuse(line: number, code: string, message: string): void {
    this.refused.push({ line, code, message })
  }
}

/** Undefined where it is no JSON: JSON itself has no undefined. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function firstLine(text: string): string {
  const start = text.search(/\S/)
  const end = text.indexOf('\n', start)
  return text.slice(start, end === -1 ? text.length : end)
}

/** A byte order mark is no part of the text. */
function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}
