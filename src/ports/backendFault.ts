/**
 * What an adapter throws, or answers as `retry`, where its backend failed a call. The message is for the operator: it holds
 * no address, no credential and no data.
 */
export class BackendFault extends Error {
  override readonly name: string = 'BackendFault'
  /** Nothing is wrong with the call: the backend is out of reach, overloaded or ill, and the same call may succeed later. */
  readonly passes: boolean

  constructor(message: string, passes: boolean) {
    super(message)
    this.passes = passes
  }
}

/** Whether a fault is none of whoever called: the backend is not there for them now. */
export function isUnavailable(fault: unknown): boolean {
  return fault instanceof BackendFault && fault.passes
}
