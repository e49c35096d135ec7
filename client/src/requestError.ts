import type { ErrorCode } from '../../src/domain/wire/serverMessage.js'

/** Why a promise of the client was rejected. `closed`: the client, or the live query, was closed meanwhile. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly code: ErrorCode | 'closed'
  readonly retryable: boolean
  /** The place of the fault in the request. */
  readonly path: string | undefined

  constructor(fault: { code: ErrorCode | 'closed'; message: string; retryable?: boolean; path?: string | undefined }) {
    super(fault.message)
    this.code = fault.code
    this.retryable = fault.retryable === true
    this.path = fault.path
  }
}
