import type { Readable, Writable } from 'node:stream'

/** All of the process that a command sees, so that a test can stand in for it. */
export interface Terminal {
  readonly stdin: Readable
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  readonly stderr: Writable & { readonly isTTY?: boolean }
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborted when the person, or the system, asks the command to end: SIGINT, SIGTERM, SIGHUP. */
  readonly interrupted: AbortSignal
}

/** The real one. A second ctrl-C ends the process at once, in case the first is not obeyed. */
export function processTerminal(): Terminal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130)
      controller.abort(signal)
    })
  }
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    interrupted: controller.signal,
  }
}
