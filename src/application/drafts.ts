import type { Draft } from '../domain/document/hit.js'
import type { RawEvent } from '../domain/event/rawEvent.js'

interface Made {
  readonly event: RawEvent
  readonly draft: Draft
}

/**
 * What acceptance made of events, for ingest in the same process: to normalize them twice would cost a sixth of all that
 * an event costs. Known by the very `detail` that travels, and forgotten with it.
 */
export class Drafts {
  readonly #made = new WeakMap<object, Made>()

  keep(event: RawEvent, draft: Draft): void {
    if (typeof event.detail === 'object' && event.detail !== null) this.#made.set(event.detail, { event, draft })
  }

  /** Undefined where it has to be made: the event came another way, or in another envelope. */
  of({ id, source, detailType, time, detail }: RawEvent): Draft | undefined {
    if (typeof detail !== 'object' || detail === null) return undefined
    const made = this.#made.get(detail)
    const isSame =
      made?.event.id === id &&
      made.event.source === source &&
      made.event.detailType === detailType &&
      made.event.time === time
    return isSame ? made.draft : undefined
  }
}
