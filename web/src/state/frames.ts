/** What can need painting. Rows follow every frame, charts move a pixel a second, figures and states are read by people. */
export type Part = 'page' | 'rows' | 'charts' | 'figures'

const everyMs: Record<Part, number> = { page: 100, rows: 0, charts: 250, figures: 1000 }

/**
 * One paint an animation frame, whatever arrives: messages only mark parts as stale. Time itself makes charts and figures
 * stale once a second.
 */
export class Frames {
  readonly #stale = new Set<Part>()
  readonly #listeners = new Map<Part, Set<() => void>>()
  readonly #painted = new Map<Part, number>()
  #asked = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    setInterval(() => this.stale('page', 'charts', 'figures'), 1000)
  }

  subscribe(part: Part, listener: () => void): () => void {
    const listeners = this.#listeners.get(part) ?? new Set()
    this.#listeners.set(part, listeners.add(listener))
    return () => listeners.delete(listener)
  }

  stale(...parts: readonly Part[]): void {
    for (const part of parts) this.#stale.add(part)
    this.#ask()
  }

  /** Paints a part in the next frame, however short ago it was painted: the viewer did something. */
  now(...parts: readonly Part[]): void {
    for (const part of parts) this.#painted.delete(part)
    this.stale(...parts)
  }

  #ask(): void {
    if (this.#asked) return
    this.#asked = true
    requestAnimationFrame((time) => this.#paint(time))
  }

  #paint(time: number): void {
    this.#asked = false
    let wait = Number.POSITIVE_INFINITY
    for (const part of [...this.#stale]) {
      // Half a frame of slack, or a part due now and then would wait for one frame more each time.
      const left = (this.#painted.get(part) ?? Number.NEGATIVE_INFINITY) + everyMs[part] - 8 - time
      if (left > 0) {
        wait = Math.min(wait, left)
        continue
      }
      this.#stale.delete(part)
      this.#painted.set(part, time)
      for (const listener of this.#listeners.get(part) ?? []) listener()
    }
    if (wait === Number.POSITIVE_INFINITY || this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#ask()
    }, wait)
  }
}
