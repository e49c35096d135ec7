import { attemptsUsed } from '../../domain/attemptsUsed.js'
import type { Json } from '../../domain/json.js'
import type { Refusal } from '../../domain/refusal.js'
import type { Clock } from '../../ports/clock.js'
import type { DeadLetters } from '../../ports/deadLetters.js'
import type { Topic, Topics } from '../../ports/eventBus.js'
import type { Telemetry } from '../../ports/telemetry.js'
import type { Entry } from './streamGroup.js'

export interface UndertakerOptions {
  readonly clock: Clock
  readonly deadLetters: DeadLetters
  readonly telemetry: Pick<Telemetry, 'events' | 'deadDeltas'>
}

const notJson: Refusal = { code: 'bad_json', message: 'the entry is no JSON' }

/** Writes dead letters. A letter's id is its entry's: whoever buries it again makes no second one. */
export class Undertaker {
  readonly #options: UndertakerOptions

  constructor(options: UndertakerOptions) {
    this.#options = options
  }

  async bury<T extends Topic>(topic: T, { id }: Entry, item: Topics[T], why: Refusal): Promise<void> {
    await this.#put(topic, id, item as unknown as Json, why)
  }

  /** `last`: what was said of its last attempt. */
  async giveUp<T extends Topic>(topic: T, { id }: Entry, item: Topics[T], last?: unknown): Promise<void> {
    await this.#put(topic, id, item as unknown as Json, attemptsUsed(last))
    if (topic === 'events') this.#options.telemetry.events('dead', 1)
    else if (topic === 'deltas') this.#options.telemetry.deadDeltas(1)
  }

  async unreadable(topic: Topic, { id, text }: Entry): Promise<void> {
    await this.#put(topic, id, text, notJson)
  }

  async #put(topic: Topic, id: string, item: Json, why: Refusal): Promise<void> {
    const at = new Date(this.#options.clock.now()).toISOString()
    await this.#options.deadLetters.put([{ id: `${topic}-${id}`, topic, item, why, at }])
  }
}
