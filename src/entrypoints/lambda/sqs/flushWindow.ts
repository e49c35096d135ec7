/** The longest that anyone should wait for what could be told already. */
const longestMs = 3000

/**
 * How long to gather before a flush. While posts are scarce, gathering costs nothing: what comes in the meantime shares
 * the frames of the next flush. So it grows with the time that the last one's posts take at this function's share.
 */
export class FlushWindow {
  readonly #leastMs: number
  readonly #postsPerSecond: number
  #lastMs = 0

  constructor(leastMs: number, postsPerSecond: number) {
    this.#leastMs = leastMs
    this.#postsPerSecond = postsPerSecond
  }

  get ms(): number {
    return Math.min(longestMs, Math.max(this.#leastMs, this.#lastMs))
  }

  flushed(posts: number): void {
    this.#lastMs = (posts / this.#postsPerSecond) * 1000
  }
}
