import { randomUUID } from 'node:crypto'
import type { FunctionName } from './functionName.js'
import { Instance, type Left, type Outcome } from './instance.js'

export interface LambdaFunctionOptions {
  readonly name: FunctionName
  /** Path of the built bundle. */
  readonly bundle: string
  readonly env: Readonly<Record<string, string>>
  readonly timeoutMs: number
  /** Calls above it wait. */
  readonly maxInstances: number
}

/** A function as Lambda runs it: an instance serves one event at a time, more are started as calls come together. */
export class LambdaFunction {
  /** Lines that instances wrote: logs and metrics. The latest 2,000. */
  readonly logs: string[] = []
  /** What was under way at the ends of calls. Empty where every handler finished all its work. */
  readonly leftovers: Left[] = []
  calls = 0
  failures = 0
  /** Calls whose process ended in the middle. */
  exits = 0
  /** Requests that finished calls sent. */
  requests = 0
  /** Labels of the steps of finished calls, such as `before POST _bulk`, `after POST _bulk (2)`. */
  readonly steps = new Set<string>()
  /** Label of the step at which a call's process ends, whichever call reaches it first; undefined once one did. */
  endAt: string | undefined
  #coldStarts = 0
  #idle: Instance[] = []
  readonly #busy = new Set<Instance>()
  readonly #waiting: (() => void)[] = []
  readonly #options: LambdaFunctionOptions
  readonly #killAt: number[] = []

  constructor(options: LambdaFunctionOptions) {
    this.#options = options
  }

  get coldStarts(): number {
    return this.#coldStarts
  }

  get instances(): number {
    return this.#idle.length + this.#busy.size
  }

  /** Calls under way. */
  get busy(): number {
    return this.#busy.size
  }

  /** Calls that are being served. */
  get underWay(): number {
    return this.#busy.size
  }

  /** Runs one event. An answer that JSON can't carry comes as JSON would carry it. */
  async invoke(event: unknown): Promise<Outcome> {
    this.calls++
    const instance = await this.#take()
    const { name, timeoutMs } = this.#options
    const killAt = this.#killAt.shift() ?? this.endAt
    const call = { event, timeoutMs, requestId: randomUUID(), ...(killAt === undefined ? {} : { killAt }) }
    const outcome = await instance.invoke(name, call)
    this.#release(instance)
    if ('errorType' in outcome) {
      this.failures++
      if (outcome.errorType === 'Runtime.ExitError') {
        this.exits++
        this.endAt = undefined
      }
    } else {
      this.requests += outcome.calls
      for (const step of outcome.steps) this.steps.add(step)
      if (outcome.left.requests + outcome.left.timers > 0) this.leftovers.push(outcome.left)
    }
    return outcome
  }

  /**
   * The next call's process ends at its n-th step, from 1; every request that it sends and every answer that it has
   * read is a step. A call with fewer steps ends as usual.
   */
  killNextAt(step: number): void {
    this.#killAt.push(step)
  }

  /** Ends all instances at once, whatever they do; further calls start new ones. */
  killInstances(): number {
    const all = [...this.#idle, ...this.#busy]
    this.#idle = []
    for (const instance of all) instance.kill()
    return all.length
  }

  async stop(): Promise<void> {
    const all = [...this.#idle, ...this.#busy]
    this.killInstances()
    await Promise.all(all.map((instance) => instance.gone()))
  }

  async #take(): Promise<Instance> {
    for (;;) {
      const idle = this.#idle.pop()
      if (idle !== undefined && !idle.ended) {
        this.#busy.add(idle)
        return idle
      }
      if (idle !== undefined) continue
      if (this.#busy.size < this.#options.maxInstances) {
        this.#coldStarts++
        const fresh = new Instance(this.#options.bundle, this.#options.env, (line) => this.#log(line))
        this.#busy.add(fresh)
        return fresh
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  #release(instance: Instance): void {
    this.#busy.delete(instance)
    if (!instance.ended) this.#idle.push(instance)
    this.#waiting.shift()?.()
  }

  #log(line: string): void {
    this.logs.push(line)
    if (this.logs.length > 2000) this.logs.shift()
  }
}
