import type { Clock } from '../../../src/ports/clock.js'
import type { RefreshTurns, Turn } from '../../../src/ports/refreshTurns.js'

const spacingMs = 250
/** A leader that has not started after so long is taken for dead. */
const leadMs = 1500

/** `RefreshTurns` as a store row: one open turn, who leads it since when, and what is over. */
export class ModelTurns implements RefreshTurns {
  readonly #clock: Clock
  #turn = 1
  #ledSince: number | undefined
  #startedAt = Number.NEGATIVE_INFINITY
  #finished = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async join(): Promise<Turn> {
    const now = this.#clock.now()
    const lead = this.#ledSince === undefined || now - this.#ledSince > leadMs
    if (lead) this.#ledSince = now
    return { turn: this.#turn, lead, waitMs: Math.max(0, this.#startedAt + spacingMs - now) }
  }

  async start(turn: number): Promise<boolean> {
    if (turn !== this.#turn) return false
    this.#turn++
    this.#ledSince = undefined
    this.#startedAt = this.#clock.now()
    return true
  }

  async finish(turn: number): Promise<void> {
    this.#finished = Math.max(this.#finished, turn)
  }

  async finished(): Promise<number> {
    return this.#finished
  }
}
