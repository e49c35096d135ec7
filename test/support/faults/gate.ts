/** One request of a process to one of its backends. */
export interface Step {
  readonly backend: string
  /** Of the command, the script or the HTTP request. */
  readonly name: string
  /** Topic of the stream that it is about. */
  readonly topic?: string
  /** The answer says that there was nothing to do: a poll that found nothing. Known once it is answered. */
  readonly empty?: boolean
}

/** Stands on the way of a process to its backends. What it stops gets no answer, until its connection is closed. */
export interface Gate {
  /** Before it is forwarded. */
  before(step: Step): boolean | Promise<boolean>
  /** After it was carried out, before the process has the answer. */
  after(step: Step): boolean | Promise<boolean>
}

export const open: Gate = { before: () => true, after: () => true }
