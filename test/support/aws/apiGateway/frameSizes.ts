/**
 * Watches a client's bytes for frames that are larger than the service takes; `ws` itself bounds whole messages only.
 * Reads the headers of RFC 6455 §5.2 and passes over the rest.
 */
export class FrameSizes {
  readonly #max: number
  readonly #tooLarge: () => void
  #header = Buffer.alloc(0)
  /** Bytes of the current frame's mask and payload that are still to come. */
  #left = 0

  constructor(max: number, tooLarge: () => void) {
    this.#max = max
    this.#tooLarge = tooLarge
  }

  read(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length) {
      if (this.#left > 0) {
        const passed = Math.min(this.#left, chunk.length - at)
        this.#left -= passed
        at += passed
        continue
      }
      this.#header = Buffer.concat([this.#header, chunk.subarray(at, at + 1)])
      at++
      const length = payloadLength(this.#header)
      if (length === undefined) continue
      const masked = ((this.#header[1] ?? 0) & 0x80) !== 0
      this.#left = length + (masked ? 4 : 0)
      this.#header = Buffer.alloc(0)
      if (length > this.#max) this.#tooLarge()
    }
  }
}

/** Undefined: more bytes of the header are needed. */
function payloadLength(header: Buffer): number | undefined {
  if (header.length < 2) return undefined
  const short = (header[1] ?? 0) & 0x7f
  if (short < 126) return short
  if (short === 126) return header.length < 4 ? undefined : header.readUInt16BE(2)
  return header.length < 10 ? undefined : Number(header.readBigUInt64BE(2))
}
