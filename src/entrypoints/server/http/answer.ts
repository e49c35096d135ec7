import type { OutgoingHttpHeaders } from 'node:http'
import type { Refusal } from '../../../domain/refusal.js'

/** What a route answers; headers that every answer has are added where it is sent. */
export interface Answer {
  readonly status: number
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string | Uint8Array
}

export function json(status: number, value: unknown, headers: OutgoingHttpHeaders = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    body: `${JSON.stringify(value)}\n`,
  }
}

export function text(status: number, body: string, contentType: string): Answer {
  return { status, headers: { 'content-type': contentType, 'cache-control': 'no-store' }, body }
}

const statuses: ReadonlyMap<string, number> = new Map([
  ['unauthorized', 401],
  ['forbidden', 403],
  ['forbidden_origin', 403],
  ['not_found', 404],
  ['method_not_allowed', 405],
  ['too_large', 413],
  ['unsupported_encoding', 415],
  ['bad_host', 421],
  ['upgrade_required', 426],
  ['rate_limited', 429],
  ['internal', 500],
  ['unavailable', 503],
])

/** `{"code", "message", "path"?}` with the status of the code; 400 where it has none of its own. */
export function refusedAnswer(refusal: Refusal, headers: OutgoingHttpHeaders = {}): Answer {
  const status = statuses.get(refusal.code) ?? 400
  const more =
    status === 401 ? { 'www-authenticate': 'Bearer' } : status === 429 || status === 503 ? { 'retry-after': '1' } : {}
  return json(status, refusal, { ...more, ...headers })
}
