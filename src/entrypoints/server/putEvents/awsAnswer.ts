import { randomUUID } from 'node:crypto'
import type { OutgoingHttpHeaders } from 'node:http'
import type { Answer } from '../http/answer.js'

const statuses: ReadonlyMap<string, number> = new Map([
  ['MissingAuthenticationTokenException', 403],
  ['IncompleteSignatureException', 403],
  ['InvalidSignatureException', 403],
  ['UnrecognizedClientException', 403],
  ['RequestEntityTooLargeException', 413],
  ['InternalFailure', 500],
  ['ServiceUnavailableException', 503],
])

/** An answer of the AWS JSON 1.1 protocol. */
export function awsAnswer(status: number, value: unknown, headers: OutgoingHttpHeaders = {}): Answer {
  return {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': randomUUID(),
      'cache-control': 'no-store',
      ...headers,
    },
    body: JSON.stringify(value),
  }
}

/** An error as the SDKs read it: its type in the body and in a header. 400 unless the type has a status of its own. */
export function awsError(type: string, message: string): Answer {
  return awsAnswer(statuses.get(type) ?? 400, { __type: type, message }, { 'x-amzn-errortype': type })
}
