import { randomBytes, timingSafeEqual } from 'node:crypto'
import { ok, type Result, refuse } from '../../../../domain/refusal.js'
import type { ProducerKey } from '../apiKey.js'
import { parseAuthorization } from './authorization.js'
import { type SignedRequest, signature, stringToSign } from './canonical.js'

/** How far a request's time may lie from the server's, either way. */
const toleranceMs = 5 * 60_000
const mustBeSigned = ['host', 'x-amz-date', 'x-amz-target']

/**
 * Verifies requests that producers signed with AWS Signature Version 4 for the service `events`, any region.
 * Refusals carry the code that AWS answers. Session tokens are not looked at.
 */
export class Producers {
  readonly #keys: ReadonlyMap<string, ProducerKey>
  readonly #now: () => number
  /** Stands in for an unknown key's secret, so that the work is the same. */
  readonly #nobody = randomBytes(30).toString('base64')

  constructor(keys: readonly ProducerKey[], now: () => number) {
    this.#keys = new Map(keys.map((key) => [key.accessKeyId, key]))
    this.#now = now
  }

  /** The producer's name. */
  verify(request: SignedRequest): Result<string> {
    const header = request.headers.get('authorization')
    if (header === undefined) return refuse('MissingAuthenticationTokenException', 'Missing Authentication Token')
    const authorization = header.length === 1 ? parseAuthorization(header[0] as string) : undefined
    if (authorization === undefined) {
      return incomplete(
        'Authorization must be AWS4-HMAC-SHA256 with Credential, SignedHeaders and Signature for events',
      )
    }
    const { accessKeyId, scope, signedHeaders } = authorization
    const unsigned = mustBeSigned.filter((name) => !signedHeaders.includes(name))
    if (unsigned.length > 0) return incomplete(`These headers must be signed: ${unsigned.join(', ')}`)
    if (signedHeaders.some((name) => !request.headers.has(name))) return incomplete('A signed header was not sent')
    const time = request.headers.get('x-amz-date')?.join() ?? ''
    const sentAt = epochOf(time)
    if (sentAt === undefined || time.slice(0, 8) !== scope.date) {
      return incomplete('X-Amz-Date must be YYYYMMDDTHHMMSSZ, of the day in Credential')
    }
    const key = this.#keys.get(accessKeyId)
    const expected = signature(
      key?.secretAccessKey ?? this.#nobody,
      scope,
      stringToSign(request, signedHeaders, scope, time),
    )
    const matches = timingSafeEqual(expected, Buffer.from(authorization.signature, 'hex'))
    if (key === undefined) {
      return refuse('UnrecognizedClientException', 'The security token included in the request is invalid.')
    }
    // The SDKs correct their clocks when they read this text.
    if (Math.abs(this.#now() - sentAt) > toleranceMs) {
      const when = sentAt < this.#now() ? 'expired' : 'not yet current'
      return refuse('InvalidSignatureException', `Signature ${when}: ${time} is more than 5 min. off the server's time`)
    }
    if (!matches) {
      const message = 'The request signature we calculated does not match the signature you provided.'
      return refuse('InvalidSignatureException', message)
    }
    return ok(key.name)
  }
}

function incomplete(message: string): Result<never> {
  return refuse('IncompleteSignatureException', message)
}

/** Epoch milliseconds of `YYYYMMDDTHHMMSSZ`. */
function epochOf(time: string): number | undefined {
  const m = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time)
  if (m === null) return undefined
  const ms = Date.parse(`${m[1]}-${m[2]}-${m[3]}T${m[4]}:${m[5]}:${m[6]}.000Z`)
  return Number.isNaN(ms) ? undefined : ms
}
