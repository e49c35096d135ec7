import { once } from 'node:events'
import type { Writable } from 'node:stream'

/** What a reader may leave unread before lines are left out. */
const mostBuffered = 16 * 1024 * 1024

/** Lines to a stream that may be slow, or may be closed by its reader (`| head`). */
export class Output {
  readonly #stream: Writable
  readonly #closed = new AbortController()
  #skipped = 0
  #fault: Error | undefined

  constructor(stream: Writable) {
    this.#stream = stream
    stream.on('error', (fault: NodeJS.ErrnoException) => {
      if (fault.code !== 'EPIPE') this.#fault ??= fault
      this.#closed.abort()
    })
  }

  /** Why it cannot be written to; a reader that simply went is no fault. */
  get fault(): Error | undefined {
    return this.#fault
  }

  /** Aborted when nobody reads any more. */
  get closed(): AbortSignal {
    return this.#closed.signal
  }

  /** How many lines `offer` had to leave out since this was last asked. */
  takeSkipped(): number {
    const skipped = this.#skipped
    this.#skipped = 0
    return skipped
  }

  /** Writes unless the reader is far behind. */
  offer(line: string): void {
    if (this.#stream.writableLength > mostBuffered) this.#skipped += 1
    else if (!this.closed.aborted) this.#stream.write(`${line}\n`)
  }

  /** Writes, and waits until the reader keeps up. */
  async write(text: string): Promise<void> {
    if (this.closed.aborted || this.#stream.write(text)) return
    await once(this.#stream, 'drain', { signal: this.closed }).catch(() => undefined)
  }
}
