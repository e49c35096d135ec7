export interface Due {
  readonly id: string
  /** By a clock that never goes back, in milliseconds. */
  readonly at: number
  /** Comes in a call of its own. */
  readonly alone: boolean
}

/** What is to be handed out again, the next due first: a binary heap, each id once. */
export class DueQueue {
  readonly #heap: Due[] = []
  readonly #ids = new Set<string>()

  /** When the next is due; undefined where there is none. */
  get next(): number | undefined {
    return this.#heap[0]?.at
  }

  add(due: Due): void {
    if (this.#ids.has(due.id)) return
    this.#ids.add(due.id)
    let at = this.#heap.push(due) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if ((this.#heap[parent] as Due).at <= due.at) break
      this.#heap[at] = this.#heap[parent] as Due
      at = parent
    }
    this.#heap[at] = due
  }

  /** Those due by `now`, at most `max`; one that comes alone is taken alone. */
  take(now: number, max: number): readonly Due[] {
    const taken: Due[] = []
    for (let first = this.#heap[0]; first !== undefined && first.at <= now; first = this.#heap[0]) {
      if (taken.length >= max || (first.alone && taken.length > 0)) break
      taken.push(this.#pop())
      if (first.alone) break
    }
    return taken
  }

  #pop(): Due {
    const first = this.#heap[0] as Due
    this.#ids.delete(first.id)
    const last = this.#heap.pop() as Due
    if (this.#heap.length === 0) return first
    let at = 0
    for (;;) {
      let child = at * 2 + 1
      if (child >= this.#heap.length) break
      if (child + 1 < this.#heap.length && (this.#heap[child + 1] as Due).at < (this.#heap[child] as Due).at) child++
      if ((this.#heap[child] as Due).at >= last.at) break
      this.#heap[at] = this.#heap[child] as Due
      at = child
    }
    this.#heap[at] = last
    return first
  }
}
