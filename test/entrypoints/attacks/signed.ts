import { createHash, createHmac } from 'node:crypto'
import { type Answered, rawRequest } from '../server/rawRequest.js'

export interface Signed {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A PutEvents request as a producer signs it, by AWS Signature Version 4 spelled out: a text to keep and send again. */
export function signedPutEvents(
  url: string,
  key: { readonly accessKeyId: string; readonly secretAccessKey: string },
  entries: readonly object[],
  at = Date.now(),
): Signed {
  const time = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')
  const body = JSON.stringify({ Entries: entries })
  const signed = { host: new URL(url).host, 'x-amz-date': time, 'x-amz-target': 'AWSEvents.PutEvents' }
  const names = Object.keys(signed).join(';')
  const lines = Object.entries(signed).map(([name, value]) => `${name}:${value}`)
  const canonical = ['POST', '/', '', ...lines, '', names, sha256(body)].join('\n')
  const scope = `${time.slice(0, 8)}/eu-central-1/events/aws4_request`
  const secret = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${key.secretAccessKey}`)
  const signature = hmac(secret, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')).toString('hex')
  const authorization = `AWS4-HMAC-SHA256 Credential=${key.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`
  return { method: 'POST', path: '/', headers: { ...signed, authorization }, body }
}

export function send(url: string, { body, headers, method, path }: Signed): Promise<Answered> {
  return rawRequest(url, { method, path, headers: { ...headers }, body })
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
