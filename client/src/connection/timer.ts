import type { Surroundings } from './surroundings.js'

/** One timer that is started anew, and runs at most once for each start. */
export interface Timer {
  readonly isRunning: () => boolean
  readonly start: (ms: number) => void
  readonly stop: () => void
}

export function timer({ setTimer }: Surroundings, run: () => void): Timer {
  let cancel: (() => void) | undefined
  const stop = () => {
    cancel?.()
    cancel = undefined
  }
  return {
    isRunning: () => cancel !== undefined,
    start(ms) {
      stop()
      cancel = setTimer(() => {
        cancel = undefined
        run()
      }, ms)
    },
    stop,
  }
}
