import type { Clock } from '../../../src/ports/clock.js'

/** One life of a process: what it has asked when it dies is answered to nobody. */
export interface Process {
  readonly name: string
  readonly clock: Clock
  alive: boolean
}

/** `fail`: an error, and nothing was done; `retry`: told to come again; `lost`: done, but answered with an error; `twice`: done twice. */
export type Fault = 'fail' | 'retry' | 'lost' | 'twice'

/** A call of a port that was made and is not answered: it is done, and answered, when the schedule says so. */
export interface Call {
  readonly of: Process
  readonly what: string
  readonly run: () => Promise<unknown>
  /** What the port answers in place of doing it, where it can ask for another try. */
  readonly retry: (() => unknown) | undefined
  readonly settle: (outcome: Outcome) => void
  outcome?: Outcome
}

type Outcome = { readonly value: unknown } | { readonly error: unknown }

/** Lets every promise run that can: nothing in this model waits for anything else. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** The calls under way, of all processes. Use cases are stepped by them. */
export class Calls {
  readonly waiting: Call[] = []
  faults = 0
  /** Not null: every call and what became of it. */
  log: string[] | undefined

  ask<T>(of: Process, what: string, run: () => Promise<T>, retry?: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      // Whoever is dead asks nothing: what is left of it runs into the void.
      if (!of.alive) return
      const settle = (outcome: Outcome) => {
        if (!of.alive) return
        if ('value' in outcome) resolve(outcome.value as T)
        else reject(outcome.error)
      }
      this.waiting.push({ of, what, run, retry, settle })
    })
  }

  /** Does what was asked, unless it is done, and, if it is to be, answers. */
  async step(nth: number, answers = true): Promise<void> {
    const at = nth % this.waiting.length
    const call = this.waiting[at] as Call
    this.log?.push(
      `${this.log.length} ${call.of.name} ${call.what}${call.outcome === undefined ? '' : ' is answered'}${answers ? '' : ' is done'}`,
    )
    call.outcome ??= await outcomeOf(call.run)
    if (!answers) return
    this.waiting.splice(this.waiting.indexOf(call), 1)
    call.settle(call.outcome)
    await turn()
  }

  async fault(nth: number, fault: Fault): Promise<void> {
    const at = nth % this.waiting.length
    const call = this.waiting[at] as Call
    this.faults++
    this.log?.push(`${this.log.length} ${call.of.name} ${call.what} ${fault}`)
    if (fault === 'twice') {
      if (call.outcome === undefined) await outcomeOf(call.run)
      call.outcome = await outcomeOf(call.run)
      return
    }
    if (fault === 'lost') call.outcome ??= await outcomeOf(call.run)
    // What is done can't be refused any more.
    const isDone = call.outcome !== undefined
    const retried = fault === 'retry' && !isDone && call.retry !== undefined
    call.outcome = retried ? { value: call.retry?.() } : { error: new Error(`${call.what}: out of reach`) }
    this.waiting.splice(at, 1)
    call.settle(call.outcome)
    await turn()
  }

  /** The process ends. `arrives`: what it has asked is on its way, and done all the same. */
  crash(of: Process, arrives: boolean): void {
    of.alive = false
    const left = this.waiting.filter((call) => call.of !== of || (arrives && call.outcome === undefined))
    this.waiting.splice(0, this.waiting.length, ...left)
  }
}

async function outcomeOf(run: () => Promise<unknown>): Promise<Outcome> {
  let outcome: Outcome | undefined
  run().then(
    (value) => (outcome = { value }),
    (error) => (outcome = { error }),
  )
  await turn()
  if (outcome === undefined) throw new Error('a port of the model waits for something')
  return outcome
}
