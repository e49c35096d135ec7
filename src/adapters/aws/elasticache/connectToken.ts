import { createHash, createHmac } from 'node:crypto'

export interface Signer {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export interface CacheUser {
  /** Id of the replication group, in lower case. */
  readonly cache: string
  readonly user: string
  readonly region: string
}

/** How long a connection may be begun with one; "Authenticating with IAM" allows fifteen minutes. */
const seconds = 900

/**
 * The password of an IAM user of ElastiCache: a request to connect, signed (SigV4) in its query, without its scheme. It is
 * computed without waiting, since a connection that comes back needs a new one at once.
 *
 * @param at Epoch milliseconds.
 */
export function connectToken({ cache, region, user }: CacheUser, signer: Signer, at: number): string {
  const time = new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '')
  const scope = `${time.slice(0, 8)}/${region}/elasticache/aws4_request`
  const query = [
    ['Action', 'connect'],
    ['User', user],
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${signer.accessKeyId}/${scope}`],
    ['X-Amz-Date', time],
    ['X-Amz-Expires', String(seconds)],
    ...(signer.sessionToken === undefined ? [] : [['X-Amz-Security-Token', signer.sessionToken]]),
    ['X-Amz-SignedHeaders', 'host'],
  ]
    .map(([name, value]) => `${name}=${encoded(value ?? '')}`)
    .join('&')
  const request = ['GET', '/', query, `host:${cache}`, '', 'host', sha256('')].join('\n')
  const key = [time.slice(0, 8), region, 'elasticache', 'aws4_request'].reduce<Buffer | string>(
    (last, part) => hmac(last, part),
    `AWS4${signer.secretAccessKey}`,
  )
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, sha256(request)].join('\n')).toString('hex')
  return `${cache}/?${query}&X-Amz-Signature=${signature}`
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
