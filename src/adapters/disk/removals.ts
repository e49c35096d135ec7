import type { Change } from './groupCommit.js'

type Commit = (changes: readonly Change[]) => Promise<void>

/**
 * Rows that are to go, in no hurry: they travel with the next transaction. Who fails is tried again with the next that is
 * added, so that a full disk is not asked all the time.
 */
export class Removals {
  readonly #rows: Change['rows']
  readonly #commit: Commit
  readonly #along: () => readonly Change[]
  #keys: number[] = []
  #scheduled = false

  /** `along`: what must be kept in the same transaction. */
  constructor(rows: Change['rows'], commit: Commit, along: () => readonly Change[] = () => []) {
    this.#rows = rows
    this.#commit = commit
    this.#along = along
  }

  add(key: number): void {
    this.#keys.push(key)
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => void this.#go())
  }

  async #go(): Promise<void> {
    const keys = this.#keys
    this.#keys = []
    this.#scheduled = false
    try {
      await this.#commit([...keys.map((key) => ({ rows: this.#rows, key })), ...this.#along()])
    } catch {
      // Told by whoever commits. What was added since has its own turn.
      this.#keys = [...keys, ...this.#keys]
    }
  }
}
