export interface Health {
  readonly ok: boolean
  /** For the operator; without addresses or credentials. */
  readonly detail: string
  /** The backend's clock minus this process's, in milliseconds, where it tells its time. */
  readonly clockOffsetMs?: number
  /** Promises that it cannot keep as it is set up: what, and why. Never fatal. */
  readonly weaker?: Readonly<Record<string, string>>
}

/** Something outside this process that a node needs. */
export interface Backend {
  /** MUST answer within two seconds, and MUST NOT throw. */
  health(): Promise<Health>
}
