import type { Hit, Key } from '../../../src/domain/document/hit.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import { type Json, own, sameJson } from '../../../src/domain/json.js'

/** What an update changed, as the page saw it. */
export interface Step {
  readonly version: number
  readonly at: string
  readonly changed: readonly {
    readonly field: string
    readonly from: Json | undefined
    readonly to: Json | undefined
  }[]
}

const documents = 1000
const steps = 8

/** The updates that were told while the page watched, by document: the latest few of each. */
export class Versions {
  readonly #seen = new Map<Key, readonly Step[]>()

  note(before: Hit, after: Hit): void {
    const key = keyOf(after)
    const fields = new Set([...Object.keys(before), ...Object.keys(after)])
    const changed = [...fields]
      .filter((field) => field !== 'version' && field !== 'ingestedAt')
      .map((field) => ({ field, from: own(before, field), to: own(after, field) }))
      .filter(({ from, to }) => !sameJson(from, to))
    const first: Step = { version: before.version, at: before.ingestedAt, changed: [] }
    const past = this.#seen.get(key) ?? [first]
    this.#seen.delete(key)
    this.#seen.set(key, [...past.slice(1 - steps), { version: after.version, at: after.ingestedAt, changed }])
    const oldest = this.#seen.keys().next().value
    if (this.#seen.size > documents && oldest !== undefined) this.#seen.delete(oldest)
  }

  /** Oldest first; empty where no update was told. */
  of(key: Key): readonly Step[] {
    return this.#seen.get(key) ?? []
  }
}
