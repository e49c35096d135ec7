import type { Backend, Health } from '../../ports/backend.js'
import type { Clock } from '../../ports/clock.js'

export interface Readiness {
  readonly ok: boolean
  /** A word, or what each backend says of itself. */
  readonly detail: string | Readonly<Record<string, Health>>
}

/** How long an answer is good for: whoever asks more often costs the backends nothing. */
const goodForMs = 1000

/**
 * Whether the backends of a node answer, and its clock agrees with theirs: cursors hold only while no two clocks differ by
 * more than `maxSkewMs`, so each may be off by half of it.
 */
export class BackendsReadiness {
  readonly #backends: readonly (readonly [role: string, backend: Backend])[]
  readonly #clock: Clock
  readonly #maxSkewMs: number
  #asked: { readonly at: number; readonly answer: Promise<Readiness> } | undefined

  constructor(backends: Readonly<Record<string, Backend>>, clock: Clock, maxSkewMs: number) {
    this.#backends = Object.entries(backends)
    this.#clock = clock
    this.#maxSkewMs = maxSkewMs
  }

  ask(): Promise<Readiness> {
    const now = this.#clock.now()
    if (this.#asked === undefined || now - this.#asked.at > goodForMs) this.#asked = { at: now, answer: this.#ask() }
    return this.#asked.answer
  }

  async #ask(): Promise<Readiness> {
    if (this.#backends.length === 0) return { ok: true, detail: 'ready' }
    const answers = await Promise.all(
      this.#backends.map(async ([role, backend]) => [role, this.#judged(await backend.health())] as const),
    )
    return { ok: answers.every(([, { ok }]) => ok), detail: Object.fromEntries(answers) }
  }

  #judged(health: Health): Health {
    const offset = Math.abs(health.clockOffsetMs ?? 0)
    if (!health.ok || offset <= this.#maxSkewMs / 2) return health
    return { ...health, ok: false, detail: `its clock and ours differ by ${Math.round(offset)} ms` }
  }
}
