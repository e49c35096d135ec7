import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { Output } from '../print/output.js'
import type { Terminal } from '../terminal.js'

/** Where an export goes. */
export interface Target {
  readonly output: Output
  /** All is written. */
  keep(): Promise<void>
  /** It was not finished: what is half is not left behind under the name of the whole. */
  discard(): Promise<void>
}

/** Standard output, or a file that gets its name when it is whole. */
export function targetOf(file: string | undefined, terminal: Terminal): Target {
  if (file === undefined) {
    const nothing = async () => undefined
    return { output: new Output(terminal.stdout), keep: nothing, discard: nothing }
  }
  const part = `${file}.${process.pid}.part`
  const stream = createWriteStream(part)
  const end = async () => {
    stream.end()
    await finished(stream)
  }
  return {
    output: new Output(stream),
    async keep() {
      await end()
      await rename(part, file)
    },
    async discard() {
      await end().catch(() => undefined)
      await rm(part, { force: true })
    },
  }
}
