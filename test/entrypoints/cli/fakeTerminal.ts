import { PassThrough, type Readable } from 'node:stream'
import type { Terminal } from '../../../src/entrypoints/cli/terminal.js'

/** A terminal that keeps what is written to it, and that a test can interrupt. */
export function fakeTerminal(
  given: { stdin?: Readable; env?: Readonly<Record<string, string>>; isTTY?: boolean } = {},
): { terminal: Terminal; out(): string; err(): string; interrupt(): void; stdout: PassThrough } {
  const interrupt = new AbortController()
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const texts = { out: '', err: '' }
  stdout.setEncoding('utf8').on('data', (text) => {
    texts.out += text
  })
  stderr.setEncoding('utf8').on('data', (text) => {
    texts.err += text
  })
  const isTTY = given.isTTY ?? false
  return {
    terminal: {
      stdin: given.stdin ?? new PassThrough(),
      stdout: Object.assign(stdout, { isTTY }),
      stderr: Object.assign(stderr, { isTTY }),
      env: given.env ?? {},
      interrupted: interrupt.signal,
    },
    out: () => texts.out,
    err: () => texts.err,
    interrupt: () => interrupt.abort(),
    stdout,
  }
}
