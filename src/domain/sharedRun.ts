/** Runs a task one at a time. Callers share a run that has not started, so that it sees all that was before each call. */
export class SharedRun<T> {
  readonly #run: () => Promise<T>
  #running: Promise<unknown> = Promise.resolve()
  #next: Promise<T> | undefined

  constructor(run: () => Promise<T>) {
    this.#run = run
  }

  /** `first`: nobody else is told so of the same run. */
  async join(): Promise<{ readonly first: boolean; readonly value: T }> {
    const first = this.#next === undefined
    this.#next ??= this.#after(this.#running)
    return { first, value: await this.#next }
  }

  async #after(running: Promise<unknown>): Promise<T> {
    await running.catch(() => {})
    this.#next = undefined
    const run = this.#run()
    this.#running = run
    return run
  }
}
