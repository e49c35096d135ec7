import type { Delivery, Verdict } from '../../ports/consumer.js'
import type { Welcome } from '../../ports/eventBus.js'
import { Answers } from './answers.js'
import type { SessionParts } from './parts.js'

/** Says `subscribed` to connections whose URL named channels, where that could not be posted while they connected. */
export class Welcomes {
  readonly #answers: Answers

  constructor(parts: Pick<SessionParts, 'outbox' | 'store'>) {
    this.#answers = new Answers(parts)
  }

  readonly handle = async (batch: readonly Delivery<Welcome>[]): Promise<readonly Verdict[]> =>
    Promise.all(
      batch.map(async ({ item }): Promise<Verdict> => {
        try {
          await this.#answers.subscribed(item.to, item.subscribed)
          return 'done'
        } catch (fault) {
          return { retry: fault }
        }
      }),
    )
}
