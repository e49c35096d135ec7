import { createHash, createHmac } from 'node:crypto'

/** A request as it was received: what a signature is made over. */
export interface SignedRequest {
  readonly method: string
  /** Path and query, as they stand in the request line. */
  readonly target: string
  /** Names in lower case; values of one name in their order. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  /** As sent, before any decompression. */
  readonly body: Uint8Array
}

export interface Scope {
  /** YYYYMMDD */
  readonly date: string
  readonly region: string
  /** Absent: the one that producers send to. */
  readonly service?: string
}

export const algorithm = 'AWS4-HMAC-SHA256'
export const service = 'events'

/** AWS Signature Version 4: the text that a client signs (docs: "Create a signed AWS API request", steps 1 to 3). */
export function stringToSign(
  request: SignedRequest,
  signedHeaders: readonly string[],
  scope: Scope,
  time: string,
): string {
  const queryAt = request.target.indexOf('?')
  const path = queryAt === -1 ? request.target : request.target.slice(0, queryAt)
  const query = queryAt === -1 ? '' : request.target.slice(queryAt + 1)
  const canonical = [
    request.method,
    // Every service but S3 encodes the path, as it is sent, once more.
    path.split('/').map(encode).join('/') || '/',
    canonicalQuery(query),
    ...signedHeaders.map((name) => `${name}:${canonicalValue(request.headers.get(name) ?? [])}`),
    '',
    signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n')
  return [algorithm, time, scopeText(scope), sha256(canonical)].join('\n')
}

export function signature(secret: string, scope: Scope, text: string): Buffer {
  const key = [scope.date, scope.region, scope.service ?? service, 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${secret}`,
  )
  return hmac(key, text)
}

function scopeText({ date, region, service: signedFor = service }: Scope): string {
  return `${date}/${region}/${signedFor}/aws4_request`
}

function canonicalQuery(query: string): string {
  if (query === '') return ''
  const pairs = query.split('&').map((pair) => {
    const equals = pair.indexOf('=')
    const [name, value] = equals === -1 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]
    return [encode(decode(name)), encode(decode(value))] as const
  })
  // By code points: what encode leaves is ASCII.
  const before = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  pairs.sort(([a, x], [b, y]) => before(a, b) || before(x, y))
  return pairs.map(([name, value]) => `${name}=${value}`).join('&')
}

function canonicalValue(values: readonly string[]): string {
  return values.map((value) => value.trim().replace(/ +/g, ' ')).join(',')
}

/** RFC 3986: encodeURIComponent leaves five marks that SigV4 encodes. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest()
}
