/** Runs tasks that have a lane in common one after the other, in the order in which they came. */
export class Lanes {
  readonly #ends = new Map<string, Promise<unknown>>()

  async run<T>(lanes: readonly string[], task: () => Promise<T>): Promise<T> {
    const done = Promise.all(lanes.map((lane) => this.#ends.get(lane))).then(task)
    const end = done.catch(() => {})
    for (const lane of lanes) this.#ends.set(lane, end)
    try {
      return await done
    } finally {
      for (const lane of lanes) if (this.#ends.get(lane) === end) this.#ends.delete(lane)
    }
  }
}
