import type { ErrorCode } from '../../src/domain/wire/serverMessage.js'

/** Why a promise of the client was rejected. `closed`: the client, or the live query, was closed meanwhile. */
export class RequestError extends Error {
  readonly code: ErrorCode | 'closed'
  readonly retryable: boolean
  /** The place of the fault in the request. */
  readonly path?: string

  constructor(fault: { code: ErrorCode | 'closed'; message: string; retryable?: boolean; path?: string }) {
    super(fault.message)
    this.name = 'RequestError'
    this.code = fault.code
    this.retryable = fault.retryable ?? false
    if (fault.path !== undefined) this.path = fault.path
  }
}
