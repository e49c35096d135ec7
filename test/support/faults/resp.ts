/**
 * Where the RESP2 value that starts at `from` ends; -1 where it is not all there yet. Enough to tell commands and their
 * answers apart on their way.
 */
function endOfValue(bytes: Buffer, from: number): number {
  const line = bytes.indexOf('\r\n', from)
  if (line === -1) return -1
  const kind = bytes[from]
  const after = line + 2
  if (kind === 43 || kind === 45 || kind === 58) return after
  const count = Number(bytes.toString('latin1', from + 1, line))
  if (kind === 36) {
    if (count < 0) return after
    const end = after + count + 2
    return end <= bytes.length ? end : -1
  }
  if (kind !== 42) throw new Error(`no RESP2: ${bytes.toString('latin1', from, Math.min(line, from + 20))}`)
  let end = after
  for (let i = 0; i < count; i++) {
    end = endOfValue(bytes, end)
    if (end === -1) return -1
  }
  return end
}

/** The words of a command that is all there. */
export function wordsOf(command: Buffer): string[] {
  const words: string[] = []
  let at = command.indexOf('\r\n') + 2
  while (at < command.length) {
    const line = command.indexOf('\r\n', at)
    const length = Number(command.toString('latin1', at + 1, line))
    words.push(command.toString('utf8', line + 2, line + 2 + length))
    at = line + 2 + length + 2
  }
  return words
}

/** Nothing, or a list of nothing. */
export function isEmpty(value: Buffer): boolean {
  return /^(\*-1|\$-1|\*0|_)\r\n/.test(value.toString('latin1', 0, 5))
}

/** Cuts what arrives into whole values. */
export class Values {
  #held: Buffer = Buffer.alloc(0)

  take(chunk: Buffer): Buffer[] {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    const values: Buffer[] = []
    let at = 0
    while (at < this.#held.length) {
      const end = endOfValue(this.#held, at)
      if (end === -1) break
      values.push(this.#held.subarray(at, end))
      at = end
    }
    this.#held = this.#held.subarray(at)
    return values
  }
}
