/** First in, first out; taking many at once costs what is taken. */
export class Queue<T> {
  #items: T[] = []
  #head = 0
  #waiter: (() => void) | undefined

  get length(): number {
    return this.#items.length - this.#head
  }

  push(item: T): void {
    this.#items.push(item)
    this.#waiter?.()
  }

  /** The first items, at most `max`, up to one that may not come with others. */
  take(max: number, isAlone: (item: T) => boolean = () => false): T[] {
    let end = Math.min(this.#items.length, this.#head + max)
    for (let i = this.#head; i < end; i++) if (isAlone(this.#items[i] as T)) end = Math.max(i, this.#head + 1)
    const taken = this.#items.slice(this.#head, end)
    // What was taken is not held any longer: items may be large, and thousands stand before the next shift.
    this.#items.fill(undefined as T, this.#head, end)
    this.#head = end
    if (this.#head === this.#items.length) {
      this.#items = []
      this.#head = 0
    } else if (this.#head > 10_000 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head)
      this.#head = 0
    }
    return taken
  }

  /** True once there is something to take; false once stopped. For one consumer. */
  async filled(stop: AbortSignal): Promise<boolean> {
    while (this.length === 0 && !stop.aborted) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiter = undefined
          stop.removeEventListener('abort', wake)
          resolve()
        }
        this.#waiter = wake
        stop.addEventListener('abort', wake)
      })
    }
    return !stop.aborted
  }
}
