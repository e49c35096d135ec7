/** A regular expression over classes of characters. A class is a set of bits; a set of classes matches what shares a bit. */
export type Rule =
  | { readonly kind: 'one'; readonly classes: number }
  | { readonly kind: 'series'; readonly of: readonly Rule[] }
  | { readonly kind: 'either'; readonly of: readonly Rule[] }
  | { readonly kind: 'many'; readonly of: Rule }

export const one = (classes: number): Rule => ({ kind: 'one', classes })
export const series = (...of: readonly Rule[]): Rule => ({ kind: 'series', of })
export const either = (...of: readonly Rule[]): Rule => ({ kind: 'either', of })
export const many = (of: Rule): Rule => ({ kind: 'many', of })
export const some = (of: Rule): Rule => series(of, many(of))
export const maybe = (of: Rule): Rule => either(of, series())

/** A step of the nondeterministic machine: takes a character of these classes, or (classes 0) leads on for free. */
interface Step {
  classes: number
  next: readonly number[]
}

export interface State {
  readonly accepts: boolean
  /** Where a character of a class leads; filled as texts ask, null where nothing leads on. */
  readonly after: Map<number, State | null>
  readonly steps: readonly number[]
}

/**
 * The machine of a rule, made deterministic state by state as texts need it: each character costs one look-up, and no
 * input makes it go back or grow beyond the states of the rule.
 */
export class Automaton {
  readonly start: State
  readonly #steps: Step[] = [{ classes: 0, next: [] }]
  readonly #states = new Map<string, State>()

  constructor(rule: Rule) {
    this.start = this.#state([this.#compile(rule, 0)])
  }

  next(state: State, classes: number): State | null {
    const known = state.after.get(classes)
    if (known !== undefined) return known
    const reached = state.steps
      .filter((step) => ((this.#steps[step] as Step).classes & classes) !== 0)
      .flatMap((step) => (this.#steps[step] as Step).next)
    const next = reached.length === 0 ? null : this.#state(reached)
    state.after.set(classes, next)
    return next
  }

  /** Builds backwards: the step that a rule begins with, given the one that follows it. Step 0 is the end. */
  #compile(rule: Rule, then: number): number {
    switch (rule.kind) {
      case 'one':
        return this.#step(rule.classes, [then])
      case 'series':
        return rule.of.reduceRight((next, part) => this.#compile(part, next), then)
      case 'either':
        return this.#step(
          0,
          rule.of.map((part) => this.#compile(part, then)),
        )
      case 'many': {
        const again = this.#step(0, [])
        const once = this.#compile(rule.of, again)
        ;(this.#steps[again] as Step).next = [once, then]
        return again
      }
    }
  }

  #step(classes: number, next: readonly number[]): number {
    return this.#steps.push({ classes, next }) - 1
  }

  #state(reached: readonly number[]): State {
    const all = new Set(reached)
    // A Set goes on to what is added while it is walked.
    for (const step of all) {
      const { classes, next } = this.#steps[step] as Step
      if (classes === 0) for (const free of next) all.add(free)
    }
    const steps = [...all]
      .filter((step) => step === 0 || (this.#steps[step] as Step).classes !== 0)
      .sort((a, b) => a - b)
    const name = steps.join()
    let state = this.#states.get(name)
    if (state === undefined) {
      state = { accepts: all.has(0), after: new Map(), steps }
      this.#states.set(name, state)
    }
    return state
  }
}
