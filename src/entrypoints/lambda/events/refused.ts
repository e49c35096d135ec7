import type { APIGatewayProxyResult } from 'aws-lambda'
import type { Refusal } from '../../../domain/refusal.js'

const statuses: ReadonlyMap<string, number> = new Map([
  ['unauthorized', 401],
  ['forbidden', 403],
  ['unavailable', 503],
])

/** A refusal as an answer of `$connect`: its status is what the client sees of it. */
export function refused({ code, message }: Refusal): APIGatewayProxyResult {
  return { statusCode: statuses.get(code) ?? 400, body: JSON.stringify({ code, message }) }
}
