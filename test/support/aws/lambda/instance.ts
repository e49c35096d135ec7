import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'

const runtime = fileURLToPath(new URL('./instance.mjs', import.meta.url))

/** What an invocation came to. `errorType`: the handler threw, ran into its time-out, or its process ended. */
export type Outcome =
  | { readonly value: unknown; readonly left: Left; readonly calls: number; readonly steps: readonly string[] }
  | { readonly errorType: string; readonly errorMessage: string }

/** What was still under way when the handler returned: it would be lost where no other event thaws the instance. */
export interface Left {
  readonly requests: number
  readonly timers: number
}

interface Call {
  readonly event: unknown
  readonly timeoutMs: number
  readonly requestId: string
  readonly killAt?: number | string
}

/** A process that runs one bundle, with the flags of the runtime, and does nothing between two events. */
export class Instance {
  readonly ready: Promise<{ readonly coldMs: number }>
  #process: ChildProcess
  #waiting: ((outcome: Outcome) => void) | undefined
  #ended = false

  constructor(bundle: string, env: Readonly<Record<string, string>>, onLog: (line: string) => void) {
    this.#process = spawn(
      process.execPath,
      ['--disallow-code-generation-from-strings', '--no-warnings', runtime, bundle],
      {
        env: { PATH: process.env['PATH'] ?? '', ...env },
        stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      },
    )
    const [stdin, stdout, stderr, answers] = this.#process.stdio as unknown as readonly [
      Writable,
      Readable,
      Readable,
      Readable,
    ]
    // A process that was killed takes nothing any more.
    stdin.on('error', () => {})
    createInterface(stdout).on('line', onLog)
    createInterface(stderr).on('line', onLog)
    this.ready = new Promise((resolve, reject) => {
      createInterface(answers).on('line', (line) => {
        const answer = JSON.parse(line) as Outcome | { readonly ready: true; readonly coldMs: number }
        if ('ready' in answer) resolve(answer)
        else this.#settle(answer)
      })
      this.#process.on('exit', (code, signal) => {
        this.#ended = true
        const errorMessage = `the instance ended (${signal ?? code})`
        reject(new Error(errorMessage))
        this.#settle({ errorType: 'Runtime.ExitError', errorMessage })
      })
    })
    this.ready.catch(() => {})
  }

  get ended(): boolean {
    return this.#ended
  }

  async invoke(functionName: string, { event, timeoutMs, requestId, killAt }: Call): Promise<Outcome> {
    try {
      await this.ready
    } catch (fault) {
      return { errorType: 'Runtime.ExitError', errorMessage: String(fault) }
    }
    const context = {
      functionName,
      functionVersion: '$LATEST',
      memoryLimitInMB: '512',
      awsRequestId: requestId,
      timeoutMs,
    }
    const answered = new Promise<Outcome>((resolve) => {
      this.#waiting = resolve
    })
    const timer = setTimeout(() => {
      this.#settle({ errorType: 'Sandbox.Timedout', errorMessage: `Task timed out after ${timeoutMs} ms` })
      this.kill()
    }, timeoutMs)
    ;(this.#process.stdin as Writable).write(`${JSON.stringify({ event, context, killAt })}\n`)
    try {
      return await answered
    } finally {
      clearTimeout(timer)
    }
  }

  kill(): void {
    this.#ended = true
    this.#process.kill('SIGKILL')
  }

  async gone(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    await new Promise((resolve) => this.#process.once('exit', resolve))
  }

  #settle(outcome: Outcome): void {
    this.#waiting?.(outcome)
    this.#waiting = undefined
  }
}
