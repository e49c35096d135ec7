import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb'

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
