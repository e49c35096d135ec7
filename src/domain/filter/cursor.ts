import type { Where } from '../query/where.js'
import type { Fault, Word, WordKind } from './words.js'

/** A word and the condition that it is part of. */
export interface Marked extends Word {
  readonly of?: { readonly field: string; readonly leaf?: Where }
}

export interface Quoted {
  readonly value: string
  readonly start: number
  readonly end: number
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

/** A place in a filter line, and the words found before it. */
export class Cursor {
  readonly line: string
  readonly words: Marked[] = []
  at: number

  constructor(line: string, at: number) {
    this.line = line
    this.at = at
  }

  peek(): string {
    return this.line.charAt(this.at)
  }

  /** True at the end, at a space, and at a bracket that closes. */
  get atEnd(): boolean {
    return this.peek() === '' || this.peek() === ')' || isSpace(this.peek())
  }

  skipSpaces(): void {
    while (isSpace(this.peek())) this.at++
  }

  /** Takes so many characters as a word. */
  take(length: number, kind: WordKind): void {
    this.words.push({ start: this.at, end: this.at + length, kind })
    this.at += length
  }

  /** True before AND, OR, NOT or TO, standing by itself. */
  sees(keyword: string): boolean {
    if (!this.line.startsWith(keyword, this.at)) return false
    const after = this.line.charAt(this.at + keyword.length)
    return after === '' || isSpace(after) || '()"'.includes(after)
  }

  takeKeyword(keyword: string): boolean {
    this.skipSpaces()
    if (!this.sees(keyword)) return false
    this.take(keyword.length, 'keyword')
    return true
  }

  /** Where the word that begins here ends: before a space, a quote or a bracket. */
  endOfWord(alsoBefore = ''): number {
    let end = this.at
    while (end < this.line.length) {
      const character = this.line.charAt(end)
      if (isSpace(character) || '"()'.includes(character) || alsoBefore.includes(character)) break
      end++
    }
    return end
  }

  /** Reads a quoted text, with the escapes of JSON; any other escaped character is itself. Makes no word of it. */
  quoted(): Quoted | Fault {
    const start = this.at
    let value = ''
    for (let i = start + 1; i < this.line.length; i++) {
      const character = this.line.charAt(i)
      if (character === '"') {
        this.at = i + 1
        return { value, start, end: this.at }
      }
      if (character !== '\\' || i + 1 === this.line.length) {
        value += character
        continue
      }
      i++
      const escaped = this.line.charAt(i)
      const code = /^u[0-9a-f]{4}/i.exec(this.line.slice(i, i + 5))?.[0]
      value += code === undefined ? (escapes.get(escaped) ?? escaped) : String.fromCharCode(parseInt(code.slice(1), 16))
      if (code !== undefined) i += 4
    }
    this.at = this.line.length
    const open = /(?<!\\)(?:\\\\)*\\$/.test(this.line)
    return this.fault('This quote is never closed.', start, this.at, [`${this.line}${open ? '\\' : ''}"`])
  }

  fault(message: string, start: number, end: number, fixes: readonly string[] = []): Fault {
    const length = Math.max(1, end - start)
    return fixes.length === 0 ? { message, column: start, length } : { message, column: start, length, fixes }
  }

  /** The line with a stretch of it replaced. */
  replaced(start: number, end: number, by: string): string {
    return this.line.slice(0, start) + by + this.line.slice(end)
  }

  /** Says of the words from one on what they are about. */
  mark(from: number, field: string, leaf?: Where): void {
    for (let i = from; i < this.words.length; i++) {
      const word = this.words[i] as Marked
      if (word.of === undefined) this.words[i] = { ...word, of: leaf === undefined ? { field } : { field, leaf } }
    }
  }
}

export function isFault(value: object): value is Fault {
  return 'message' in value
}

function isSpace(character: string): boolean {
  return /\s/.test(character)
}
