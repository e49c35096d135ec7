import { createWriteStream, type WriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { plain } from '../print/plain.js'

/** A line that was not taken, and why. */
export interface Reject {
  readonly line: number
  readonly code: string
  readonly message: string
  /** As it was read, so that it can be mended and sent again. */
  readonly text: string
}

const shown = 5

/** Keeps what was refused: in a file as NDJSON, or else the first few on standard error. */
export class Rejects {
  readonly #stream: WriteStream | undefined
  readonly #say: (text: string) => void
  #count = 0
  #fault: Error | undefined

  constructor(file: string | undefined, say: (text: string) => void) {
    this.#say = say
    if (file === undefined) return
    this.#stream = createWriteStream(file)
    this.#stream.on('error', (fault) => {
      this.#fault ??= fault
    })
  }

  get count(): number {
    return this.#count
  }

  add(reject: Reject): void {
    this.#count += 1
    if (this.#stream !== undefined && this.#fault === undefined) this.#stream.write(`${JSON.stringify(reject)}\n`)
    else if (this.#count <= shown) this.#say(plain(`line ${reject.line}: ${reject.code}: ${reject.message}`))
    else if (this.#count === shown + 1) this.#say('more were refused; --rejects FILE keeps them all')
  }

  /** All is in the file. Rejects where it could not be written. */
  async end(): Promise<void> {
    if (this.#stream === undefined) return
    this.#stream.end()
    await finished(this.#stream).catch((fault) => {
      throw this.#fault ?? fault
    })
  }
}
