import type { Database, RootDatabase } from 'lmdb'

/** A row that is put, or, without a value, removed. */
export interface Change {
  readonly rows: Database<Buffer, number | string>
  readonly key: number | string
  readonly value?: Buffer
}

interface Gathering {
  readonly changes: Change[]
  readonly done: Promise<void>
  resolve(): void
  reject(fault: unknown): void
}

/**
 * One transaction at a time, each flushed to the disk before it is answered. While one is on its way, the changes of all
 * callers gather for the next: a flush costs milliseconds, whatever it carries. All changes of a call are in one
 * transaction, and transactions become durable in their order.
 */
export class GroupCommit {
  readonly #root: RootDatabase<Buffer, number | string>
  readonly #onFault: (fault: unknown) => void
  #next: Gathering | undefined
  #running: Promise<void> | undefined

  constructor(root: RootDatabase<Buffer, number | string>, onFault: (fault: unknown) => void) {
    this.#root = root
    this.#onFault = onFault
  }

  /** Rejects where nothing of it was kept. */
  commit(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return Promise.resolve()
    this.#next ??= gathering()
    for (const change of changes) this.#next.changes.push(change)
    const { done } = this.#next
    this.#running ??= this.#run()
    return done
  }

  /** Resolves once nothing is under way. */
  async idle(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    // What else is asked for in this turn travels along.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.#next !== undefined) {
      const group = this.#next
      this.#next = undefined
      try {
        await this.#write(group.changes)
        group.resolve()
      } catch (fault) {
        this.#onFault(fault)
        group.reject(fault)
      }
    }
    this.#running = undefined
  }

  async #write(changes: readonly Change[]): Promise<void> {
    // Most rows share their promise with others.
    const answers = new Set<Promise<unknown>>()
    try {
      const batch = this.#root.batch(() => {
        for (const { rows, key, value } of changes)
          answers.add(value === undefined ? rows.remove(key) : rows.put(key, value))
      })
      await Promise.all([batch, ...answers])
    } catch (fault) {
      // The store rejects the promise of every row, and one with the cause.
      for (const answer of answers) Promise.resolve(answer).catch(() => {})
      throw await causeOf(fault)
    }
    await this.#root.flushed
  }
}

function gathering(): Gathering {
  let resolve = () => {}
  let reject: (fault: unknown) => void = () => {}
  const done = new Promise<void>((resolved, rejected) => {
    resolve = resolved
    reject = rejected
  })
  return { changes: [], done, resolve, reject }
}

async function causeOf(fault: unknown): Promise<unknown> {
  try {
    await (fault as { commitError?: Promise<unknown> }).commitError
    return fault
  } catch (cause) {
    return cause
  }
}
