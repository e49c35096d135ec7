import type { ErrorCode } from '../../src/domain/wire/serverMessage.js'

/** Why a promise of the client was rejected. `closed`: the client, or the live query, was closed meanwhile. */
export class RequestError extends Error {
  declare readonly code: ErrorCode | 'closed'
  declare readonly retryable: boolean
  /** The place of the fault in the request. */
  declare readonly path: string | undefined

  constructor(fault: { code: ErrorCode | 'closed'; message: string; retryable?: boolean; path?: string | undefined }) {
    super(fault.message)
    const { code, retryable = false, path } = fault
    Object.assign(this, { name: 'RequestError', code, retryable, path })
  }
}
