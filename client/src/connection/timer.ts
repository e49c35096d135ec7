import type { Surroundings } from './surroundings.js'

/** One timer that is started anew, and runs at most once for each start: stopping one that ran does nothing. */
export interface Timer {
  readonly start: (ms: number) => void
  readonly stop: () => void
}

export function timer({ setTimer }: Surroundings, run: () => void): Timer {
  let stop = () => {}
  return {
    start(ms) {
      stop()
      stop = setTimer(run, ms)
    },
    stop: () => stop(),
  }
}
