/** One refresh at a time: who asks while one is under way waits for the next, and shares it with all that do. */
export class SharedRefresh {
  readonly #start: () => Promise<void>
  #running: Promise<void> | undefined
  #next: Promise<void> | undefined

  constructor(start: () => Promise<void>) {
    this.#start = start
  }

  refresh(): Promise<void> {
    if (this.#running === undefined) return this.#run()
    // The one under way may have missed what this caller must see.
    const next = () => {
      this.#next = undefined
      return this.#run()
    }
    this.#next ??= this.#running.then(next, next)
    return this.#next
  }

  #run(): Promise<void> {
    const running = this.#start().finally(() => {
      if (this.#running === running) this.#running = undefined
    })
    this.#running = running
    return running
  }
}
