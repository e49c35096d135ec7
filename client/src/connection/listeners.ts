/** Callers' functions. One that throws harms neither the others nor the client: its error is printed. */
export interface Listeners<T> {
  /** Answers what ends it. */
  readonly add: (listener: (value: T) => void) => () => void
  readonly tell: (value: T) => void
}

export function listeners<T>(): Listeners<T> {
  const all = new Set<{ readonly listener: (value: T) => void }>()
  return {
    add(listener) {
      const entry = { listener }
      all.add(entry)
      return () => {
        all.delete(entry)
      }
    },
    tell(value) {
      for (const { listener } of [...all]) unharmed(() => listener(value))
    },
  }
}

/** Runs what others wrote, or sent. */
export function unharmed(run: () => void): void {
  try {
    run()
  } catch (error) {
    console.error(error)
  }
}
