/**
 * - `away`: out of reach, or ill; it may be so for this very call only.
 * - `full`: it has no room for now, whoever comes.
 * - `refused`: the same call would be refused again.
 */
type FaultKind = 'away' | 'full' | 'refused'

/**
 * What an adapter throws, or answers as `retry`, where its backend failed a call. The message is for the operator: it holds
 * no address, no credential and no data.
 */
export class BackendFault extends Error {
  override readonly name: string = 'BackendFault'
  readonly kind: FaultKind

  constructor(message: string, kind: FaultKind) {
    super(message)
    this.kind = kind
  }

  /** Nothing is wrong with the call: it may succeed later. */
  get passes(): boolean {
    return this.kind !== 'refused'
  }
}

/** Whether a fault is none of whoever called: the backend is not there for them now. */
export function isUnavailable(fault: unknown): fault is BackendFault {
  return fault instanceof BackendFault && fault.passes
}
