import type { EventBus, Published, Topic, Topics } from '../../../ports/eventBus.js'
import { bodiesOf } from './bodies.js'
import { type SqsSending, sendMessages } from './sendMessages.js'

/**
 * Puts things straight onto one queue, in the form that they have when they come by a bus: deltas (packed together) and
 * welcomes onto that of broadcast, events that are told again onto that of ingest, with the ids that they had. Who reads
 * either takes nothing for handed out the first time: `again` needs no mark.
 */
export class SqsPublisher implements EventBus {
  readonly #sending: SqsSending

  constructor(sending: SqsSending) {
    this.#sending = sending
  }

  async publish<T extends Topic>(topic: T, items: readonly Topics[T][]): Promise<readonly Published[]> {
    const bodies = bodiesOf(topic, items)
    const lost = await sendMessages(
      bodies.map(({ text }) => ({ body: text })),
      this.#sending,
    )
    const answers: Published[] = items.map(() => 'ok')
    for (const [at, failure] of lost) {
      const answer: Published =
        'tooLarge' in failure
          ? { refused: { code: 'too_large', message: 'it is larger than a message of the queue may be' } }
          : { retry: failure.why }
      for (const item of bodies[at]?.items ?? []) answers[item] = answer
    }
    return answers
  }
}
