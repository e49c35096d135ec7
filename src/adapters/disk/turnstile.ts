export interface TurnstileOptions {
  /** How many are inside. */
  readonly inside: () => number
  /** From so many on, who comes waits. */
  readonly most: number
  /** Nobody waits longer than this, in milliseconds. */
  readonly waitMs: number
}

/**
 * Lets those who come faster than others leave wait a little, in their order: a sender that waits for its answer sends less,
 * which costs less than to refuse what it sends again.
 */
export class Turnstile {
  readonly #options: TurnstileOptions
  readonly #waiting = new Set<() => void>()

  constructor(options: TurnstileOptions) {
    this.#options = options
  }

  async enter(): Promise<void> {
    const { inside, most, waitMs } = this.#options
    if (inside() < most) return
    await new Promise<void>((resolve) => {
      const enter = () => {
        clearTimeout(timer)
        this.#waiting.delete(enter)
        resolve()
      }
      const timer = setTimeout(enter, waitMs)
      this.#waiting.add(enter)
    })
  }

  /** To be called when some have left. */
  left(): void {
    if (this.#options.inside() >= this.#options.most) return
    for (const enter of [...this.#waiting]) enter()
  }
}
