import { setTimeout } from 'node:timers/promises'
import type { Undelivered } from '../../ports/outbox.js'

/** What became of an answer; null: it is on its way. */
export type Receipt = Undelivered['why'] | null

/** How often it is looked whether the other node still lives, and how long it may take it to send an answer. */
const lookEveryMs = 2000
const patienceMs = 60_000

/** Receipts that other nodes owe this one. */
export class Receipts {
  readonly #lives: (node: string) => Promise<boolean>
  readonly #owed = new Map<string, (receipt: Receipt) => void>()

  constructor(lives: (node: string) => Promise<boolean>) {
    this.#lives = lives
  }

  /** Resolves when it comes, when its node is gone, or when it took too long. */
  expect(id: string, node: string): Promise<Receipt> {
    const receipt = new Promise<Receipt>((resolve) => this.#owed.set(id, resolve))
    void this.#watch(id, node)
    return receipt
  }

  settle(id: string, receipt: Receipt): void {
    this.#owed.get(id)?.(receipt)
    this.#owed.delete(id)
  }

  async #watch(id: string, node: string): Promise<void> {
    for (let waited = 0; waited < patienceMs; waited += lookEveryMs) {
      await setTimeout(lookEveryMs, undefined, { ref: false })
      if (!this.#owed.has(id)) return
      if (!(await this.#lives(node).catch(() => true))) return this.settle(id, 'gone')
    }
    this.settle(id, 'gaveUp')
  }
}
