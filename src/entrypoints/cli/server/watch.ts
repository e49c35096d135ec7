import type { Client, Live } from '../../../../client/src/index.js'

/** Tells a person, on standard error, what happens to the connection and what the view misses. */
export class Watch {
  readonly #say: (text: string) => void
  readonly #now: () => number
  #state = 'connecting'
  #wasOpen = false
  #missed = 0
  #dropped = 0
  #lost = false

  constructor(say: (text: string) => void, now: () => number) {
    this.#say = say
    this.#now = now
  }

  connection({ state: { state, reason, retryAt } }: Pick<Client, 'state'>): void {
    if (state === this.#state) return
    if (state === 'disconnected' && this.#wasOpen) {
      const wait =
        retryAt === undefined ? '' : `, retrying in ${Math.max(0, (retryAt - this.#now()) / 1000).toFixed(1)} s`
      this.#say(`disconnected${reason === undefined ? '' : ` (${reason})`}${wait}`)
    }
    if (state === 'open') {
      if (this.#wasOpen) this.#say('connected again')
      this.#wasOpen = true
    }
    this.#state = state
  }

  view(live: Pick<Live, 'getSnapshot'>): void {
    const { missed, dropped, continuity } = live.getSnapshot()
    if (missed > this.#missed)
      this.#say(`${missed - this.#missed} hits missed: they are in the index, \`export\` has them`)
    this.#missed = missed
    if (dropped > this.#dropped) this.#say(`${dropped - this.#dropped} hits left out by sampling`)
    this.#dropped = dropped
    const lost = continuity === 'lost'
    if (lost && !this.#lost) this.#say('the server no longer knows what happened in the break: hits may be missing')
    this.#lost = lost
  }
}
