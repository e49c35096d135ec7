/** A refresh that has not started: whoever joins it before it starts is served by it. */
export interface Turn {
  /** Rises by one with every refresh that starts. */
  readonly turn: number
  /** True for the one caller who is to start it (and for another, once that one seems dead). */
  readonly lead: boolean
  /** How long the leader should wait before it starts, so that no more than four start in a second; milliseconds. */
  readonly waitMs: number
}

/**
 * Lets many instances share the refreshes of one index: those who ask at the same time join one refresh that has not
 * started yet, since a refresh that is under way may have missed what they must see.
 * - `join` MUST be one atomic step on a consistent read: a turn that it answers has not started.
 * - A leader that dies MUST NOT hold the others up for longer than two seconds.
 */
export interface RefreshTurns {
  join(): Promise<Turn>
  /** Closes the turn to further callers; MUST be done before the refresh begins. False: another one started it. */
  start(turn: number): Promise<boolean>
  /** All turns up to this one are over, and searches see what was written before they started. */
  finish(turn: number): Promise<void>
  /** The highest turn that is over. */
  finished(): Promise<number>
}
