/** How long one stretch of work may hold the process, in milliseconds. */
const stretchMs = 8

/** Lets other work run: sockets, timers, writes. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Takes turns in long work, once its stretch is over. */
export class Pace {
  #started = performance.now()

  get due(): boolean {
    return performance.now() - this.#started > stretchMs
  }

  async turn(): Promise<void> {
    await turn()
    this.#started = performance.now()
  }
}
