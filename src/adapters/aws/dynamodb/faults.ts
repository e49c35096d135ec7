import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { BackendFault } from '../../../ports/backendFault.js'

/** The table could not be used in time: it throttles, or is out of reach. */
export class DynamoFault extends BackendFault {
  override readonly name = 'DynamoFault'

  /** `why`: what it was last; of a connection that failed, only the system's word for it, as the others name addresses. */
  constructor(why: unknown) {
    super(`DynamoDB is not there for now: ${said(why)}`, 'away')
  }
}

function said(why: unknown): string {
  if (!(why instanceof Error)) return String(why)
  const { code } = why as { code?: unknown }
  return typeof code === 'string' ? code : `${why.name}: ${why.message}`
}

/** Names of faults that pass, and after which the same request may be sent again. */
const passing: ReadonlySet<string> = new Set([
  'InternalServerError',
  'ProvisionedThroughputExceededException',
  'ReplicatedWriteConflictException',
  'RequestLimitExceeded',
  'RequestTimeout',
  'RequestTimeoutException',
  'ServiceUnavailable',
  'Throttling',
  'ThrottlingException',
  'TimeoutError',
  'TransactionConflictException',
  'TransactionInProgressException',
])
const broken: ReadonlySet<unknown> = new Set(['EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'])
const passingReasons: ReadonlySet<unknown> = new Set([
  'None',
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
  'TransactionConflict',
])

/** True if nothing is wrong with the request: it came at a bad moment. Whether it was carried out is not known. */
export function passes(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof TransactionCanceledException) {
    return (error.CancellationReasons ?? []).every(({ Code }) => passingReasons.has(Code))
  }
  if (passing.has(error.name)) return true
  const { code, $metadata } = error as { code?: unknown; $metadata?: { httpStatusCode?: number } }
  return broken.has(code) || ($metadata?.httpStatusCode ?? 0) >= 500
}

/** Of a transaction that was refused since the table was not as it expected: which of its actions found it so. */
export function unmet(error: unknown): readonly boolean[] | undefined {
  if (error instanceof ConditionalCheckFailedException) return [true]
  if (!(error instanceof TransactionCanceledException)) return undefined
  const found = (error.CancellationReasons ?? []).map(({ Code }) => Code === 'ConditionalCheckFailed')
  return found.includes(true) ? found : undefined
}
