/** The time. Injected, so that tests decide it. */
export interface Clock {
  /** Epoch milliseconds. MUST NOT go back within a process. */
  now(): number
}
