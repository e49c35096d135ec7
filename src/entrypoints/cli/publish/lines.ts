import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

export interface Line {
  /** Counted from 1. */
  readonly number: number
  readonly text: string
}

/** Longer than any event that is taken: what has no line breaks is not gathered without end. */
const longestLine = 8 * 1024 * 1024

/**
 * The lines of a stream, in groups as its chunks bring them; blank ones are passed over. `onBytes` is told how much was
 * read. Throws where a line is longer than any event can be.
 */
export async function* linesOf(stream: Readable, onBytes: (bytes: number) => void): AsyncGenerator<readonly Line[]> {
  const decoder = new StringDecoder('utf8')
  let number = 0
  let rest = ''
  const cut = (text: string): Line[] => {
    const lines = (rest + text).split(/\r?\n/)
    rest = lines.pop() ?? ''
    return lines.map((each) => ({ number: ++number, text: each })).filter((line) => line.text.trim() !== '')
  }
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const lines = cut(decoder.write(chunk))
    onBytes(chunk.length)
    if (lines.length > 0) yield lines
    if (rest.length > longestLine) throw new Error(`line ${number + 1} is longer than any event can be`)
  }
  const last = cut(`${decoder.end()}\n`)
  if (last.length > 0) yield last
}
