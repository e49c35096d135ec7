import { SharedRun } from '../../domain/sharedRun.js'
import { BackendFault } from '../../ports/backendFault.js'
import type { HitIndex } from '../../ports/hitIndex.js'
import type { RefreshTurns } from '../../ports/refreshTurns.js'

export interface CatchUpParts {
  readonly index: Pick<HitIndex, 'capabilities' | 'refresh'>
  /** Where other processes refresh the same index: what they all agree by. */
  readonly turns?: RefreshTurns
  readonly pause: (ms: number) => Promise<void>
}

/** How often a caller asks whether the refresh that it joined is over, and for how long before it thinks the leader dead. */
const askEveryMs = 40
const patienceMs = 1000
/** Then the index is taken to be out of reach. */
const maxJoins = 10

/**
 * Lets searches see all that was written before. Callers share a refresh that has not started: those of this process, and,
 * by turns, those of all others, so that a burst of subscribes costs a few refreshes and not one each.
 */
export class CatchUp {
  readonly #parts: CatchUpParts
  readonly #shared: SharedRun<void> | undefined

  constructor(parts: CatchUpParts) {
    this.#parts = parts
    const { turns } = parts
    if (turns !== undefined) this.#shared = new SharedRun(() => this.#join(turns))
  }

  /** Resolves once a search sees every write answered before the call; an index that can't be asked is waited for. */
  async caughtUp(): Promise<void> {
    const { index, pause } = this.#parts
    const { refresh } = index.capabilities
    if (refresh !== 'on-demand') return pause(refresh.everyMs)
    // Adapters share refreshes within a process by themselves.
    if (this.#shared === undefined) return index.refresh()
    await this.#shared.join()
  }

  async #join(turns: RefreshTurns): Promise<void> {
    const { index, pause } = this.#parts
    for (let joins = 0; joins < maxJoins; joins++) {
      const { turn, lead, waitMs } = await turns.join()
      if (lead) {
        await pause(waitMs)
        if (await turns.start(turn)) {
          await index.refresh()
          return turns.finish(turn)
        }
      }
      // Whoever leads may have died: then joining again makes someone else the leader.
      for (let waited = 0; waited < patienceMs; waited += askEveryMs) {
        await pause(askEveryMs)
        if ((await turns.finished()) >= turn) return
      }
    }
    throw new BackendFault('no refresh of the index came to its end', 'away')
  }
}
