import type { Draft, Hit } from '../../domain/document/hit.js'
import { keyOf } from '../../domain/document/identity.js'
import { isSpentProbe, type ProbeReport } from '../../domain/probe/probe.js'
import { BackendFault } from '../../ports/backendFault.js'
import type { Clock } from '../../ports/clock.js'
import type { EventBus } from '../../ports/eventBus.js'
import type { HitIndex } from '../../ports/hitIndex.js'
import type { Telemetry } from '../../ports/telemetry.js'

export interface ProbesParts {
  readonly index: Pick<HitIndex, 'probe'>
  readonly bus: EventBus
  readonly clock: Clock
  readonly telemetry: Telemetry
}

/**
 * Passes probes on: each is written where no search looks, removed, and told with what became of that. A probe is never
 * tried again and never a dead letter, so that nothing is left of it where a part is broken: who sent it waits in vain, or
 * is told why.
 */
export class Probes {
  readonly #parts: ProbesParts

  constructor(parts: ProbesParts) {
    this.#parts = parts
  }

  /** Never rejects. */
  async pass(drafts: readonly Draft[]): Promise<void> {
    const { clock, telemetry } = this.#parts
    const fresh = drafts.filter((draft) => !isSpentProbe(draft, clock.now()))
    if (fresh.length === 0) return
    try {
      await this.#tell(await Promise.all(fresh.map((draft) => this.#store(draft))))
    } catch (fault) {
      telemetry.fault('probe', fault)
    }
  }

  async #store(draft: Draft): Promise<Hit> {
    const { clock, index } = this.#parts
    const hit: Hit = { ...draft, ingestedAt: new Date(clock.now()).toISOString() }
    const answer = await index.probe({ hit, earlier: [] }).catch((retry: unknown) => ({ retry }))
    const report: ProbeReport = answer === 'written' ? { stored: true } : { stored: false, why: wordsOf(answer) }
    return { ...hit, ...report }
  }

  async #tell(hits: readonly Hit[]): Promise<void> {
    const { bus, telemetry } = this.#parts
    const answers = await bus.publish(
      'deltas',
      hits.map((now) => ({ key: keyOf(now), now, was: [] })),
    )
    for (const answer of answers) {
      if (answer === 'ok') telemetry.events('probed', 1)
      else telemetry.fault('probe', 'refused' in answer ? answer.refused.message : answer.retry)
    }
  }
}

function wordsOf(answer: 'conflict' | { readonly refused: { message: string } } | { readonly retry: unknown }): string {
  if (answer === 'conflict') return 'another writes the same probe'
  if ('refused' in answer) return answer.refused.message
  // A fault of a backend has words for an operator, without addresses or data. Of another fault nothing is known.
  return answer.retry instanceof BackendFault ? answer.retry.message : 'a fault of the program, which its log tells'
}
