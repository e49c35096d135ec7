/** What happened so far: a throttled call means a used-up quota where others are throttled too, else a full socket. */
export interface Mark {
  readonly served: number
  readonly throttled: number
}

/** Where a quota is used up, this share of calls at least is throttled. */
const share = 0.1

/** Counts the calls of one `post`, and tells the operator of its first fault only: the others are of the same kind. */
export class Tally {
  #served = 0
  #throttled = 0
  #told = false
  readonly #onFault: (error: unknown) => void

  constructor(onFault: (error: unknown) => void) {
    this.#onFault = onFault
  }

  served(): void {
    this.#served++
  }

  throttled(): void {
    this.#throttled++
  }

  mark(): Mark {
    return { served: this.#served, throttled: this.#throttled }
  }

  /** Since then, all but a few of the others' calls went through; `own` is how often the caller itself was throttled. */
  othersWereServed(since: Mark, own: number): boolean {
    const served = this.#served - since.served
    const throttled = this.#throttled - since.throttled - own
    return served > 0 && throttled <= served * share
  }

  fault(error: unknown): void {
    if (this.#told) return
    this.#told = true
    this.#onFault(error)
  }
}
