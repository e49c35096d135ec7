import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { describe, expect, it } from 'vitest'
import type { SignedRequest } from '../../../../src/adapters/node/auth/sigv4/canonical.js'
import { Producers } from '../../../../src/adapters/node/auth/sigv4/producers.js'

const key = {
  name: 'shop',
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
}
const at = Date.parse('2026-11-24T10:00:00Z')
const encoder = new TextEncoder()

function producers(now = at) {
  const other = { name: 'other', accessKeyId: 'AKIDOTHER', secretAccessKey: 'another secret of somebody else' }
  return new Producers([key, other], () => now)
}
function request(url: string, headers: Record<string, string>, body: string): SignedRequest {
  const { host, pathname, search } = new URL(url)
  const all = Object.entries({ ...headers, host }).map(([name, value]) => [name.toLowerCase(), [value]] as const)
  return { method: 'POST', target: `${pathname}${search}`, headers: new Map(all), body: encoder.encode(body) }
}

// Made by botocore 1.44.5, its clock set to `at`.
const plain = request(
  'http://localhost:8080/',
  {
    'Content-Type': 'application/x-amz-json-1.1',
    'X-Amz-Target': 'AWSEvents.PutEvents',
    'X-Amz-Date': '20261124T100000Z',
    Authorization:
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261124/eu-central-1/events/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=dbc79bc53720d8d502fde0135babdd5a516d6f92ca066cfa117f5339da056847',
  },
  '{"Entries": [{"Source": "shop", "DetailType": "paid", "Detail": "{\\"a\\": \\"ü\\"}"}]}',
)
const withQueryAndSession = request(
  'https://board.example.com/deltaboard/?b=2&a=x%20y&a=%2F',
  {
    'Content-Type': 'application/x-amz-json-1.1',
    'X-Amz-Target': 'AWSEvents.PutEvents',
    'X-Amz-Date': '20261124T100000Z',
    'X-Amz-Security-Token': 'sess/ion',
    Authorization:
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261124/us-east-1/events/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=54ec9e672a30b7fde150e0dc231b7ff873be1e7a6b38d2de07059cc2f580f457',
  },
  '',
)

function without(name: string, from = plain): SignedRequest {
  return { ...from, headers: new Map([...from.headers].filter(([header]) => header !== name)) }
}
function withHeader(name: string, ...values: string[]): SignedRequest {
  return { ...plain, headers: new Map([...plain.headers, [name, values]]) }
}
function authorization(change: (text: string) => string): SignedRequest {
  return withHeader('authorization', change(plain.headers.get('authorization')?.[0] as string))
}

describe('a signature of botocore', () => {
  it.each([plain, withQueryAndSession])('is accepted %#', (signed) => {
    expect(producers().verify(signed)).toEqual({ ok: true, value: 'shop' })
  })

  it('is accepted with its parts in another order, and without spaces', () => {
    const turned = authorization((text) => {
      const [credential, headers, signature] = text.slice('AWS4-HMAC-SHA256 '.length).split(', ')
      return `AWS4-HMAC-SHA256 ${signature},${credential},${headers}`
    })
    expect(producers().verify(turned)).toMatchObject({ ok: true })
  })

  it('is accepted with unsigned headers added on the way', () => {
    expect(producers().verify(withHeader('x-forwarded-for', '10.0.0.1'))).toMatchObject({ ok: true })
  })
})

describe('a signature of the AWS SDK for JavaScript', () => {
  it('is accepted as it was sent, and refused when a byte of it changed', async () => {
    let sent: SignedRequest | undefined
    const client = new EventBridgeClient({
      region: 'eu-west-1',
      endpoint: 'http://localhost:8080/base',
      credentials: key,
      requestHandler: {
        async handle(signed: { path: string; headers: Record<string, string>; body: string | Uint8Array }) {
          const headers = Object.entries(signed.headers).map(([name, value]) => [name.toLowerCase(), [value]] as const)
          const body = typeof signed.body === 'string' ? encoder.encode(signed.body) : signed.body
          sent = { method: 'POST', target: signed.path, headers: new Map(headers), body }
          throw new Error('captured')
        },
      } as never,
      maxAttempts: 1,
    })
    const Entries = [{ Source: 's', DetailType: 't', Detail: '{}', Time: new Date(at) }]
    await expect(client.send(new PutEventsCommand({ Entries }))).rejects.toThrow('captured')
    const signed = sent as SignedRequest
    expect(producers(Date.now()).verify(signed)).toEqual({ ok: true, value: 'shop' })
    const body = signed.body.slice()
    body[body.length - 3] = (body[body.length - 3] ?? 0) ^ 1
    expect(producers(Date.now()).verify({ ...signed, body })).toMatchObject({ ok: false })
  })
})

describe('what is refused, with the code that AWS answers', () => {
  it.each<[string, SignedRequest, string]>([
    ['no signature', without('authorization'), 'MissingAuthenticationTokenException'],
    ['two of them', withHeader('authorization', 'a', 'b'), 'IncompleteSignatureException'],
    ['a bearer token', authorization(() => 'Bearer abc'), 'IncompleteSignatureException'],
    ['no Signature', authorization((text) => text.replace(/, Signature.*/, '')), 'IncompleteSignatureException'],
    ['a short Signature', authorization((text) => text.slice(0, -1)), 'IncompleteSignatureException'],
    ['another service', authorization((text) => text.replace('/events/', '/s3/')), 'IncompleteSignatureException'],
    ['another day', authorization((text) => text.replace('/20261124/', '/20261123/')), 'IncompleteSignatureException'],
    ['an unsigned target', authorization((text) => text.replace(';x-amz-target', '')), 'IncompleteSignatureException'],
    ['an unsigned host', authorization((text) => text.replace('host;', '')), 'IncompleteSignatureException'],
    ['an unsigned date', authorization((text) => text.replace('x-amz-date;', '')), 'IncompleteSignatureException'],
    ['a signed header that is not there', without('content-type'), 'IncompleteSignatureException'],
    ['no date', without('x-amz-date'), 'IncompleteSignatureException'],
    ['a date of another form', withHeader('x-amz-date', '2026-11-24T10:00:00Z'), 'IncompleteSignatureException'],
    [
      'an unknown key',
      authorization((text) => text.replace('AKIDEXAMPLE', 'AKIDNOBODY')),
      'UnrecognizedClientException',
    ],
    ["another's key", authorization((text) => text.replace('AKIDEXAMPLE', 'AKIDOTHER')), 'InvalidSignatureException'],
    ['another region', authorization((text) => text.replace('eu-central-1', 'us-east-1')), 'InvalidSignatureException'],
    ['another host', withHeader('host', 'evil.example'), 'InvalidSignatureException'],
    ['another target', withHeader('x-amz-target', 'AWSEvents.ListRules'), 'InvalidSignatureException'],
    ['another second', withHeader('x-amz-date', '20261124T100001Z'), 'InvalidSignatureException'],
    ['another path', { ...plain, target: '/x' }, 'InvalidSignatureException'],
    ['another query', { ...plain, target: '/?x=1' }, 'InvalidSignatureException'],
    ['another method', { ...plain, method: 'PUT' }, 'InvalidSignatureException'],
    ['another body', { ...plain, body: encoder.encode('{}') }, 'InvalidSignatureException'],
    [
      'another signature',
      authorization((text) => text.replace(/[0-9a-f]{64}$/, '0'.repeat(64))),
      'InvalidSignatureException',
    ],
  ])('%s', (_, signed, code) => {
    expect(producers().verify(signed)).toMatchObject({ ok: false, refusal: { code } })
  })

  it('a secret of somebody else', () => {
    const other = new Producers([{ ...key, secretAccessKey: 'x'.repeat(40) }], () => at)
    expect(other.verify(plain)).toMatchObject({ ok: false, refusal: { code: 'InvalidSignatureException' } })
  })

  it('a time more than five minutes off, either way', () => {
    const minutes = (n: number) => producers(at + n * 60_000).verify(plain)
    for (const near of [-5, 0, 5]) expect(minutes(near)).toMatchObject({ ok: true })
    for (const far of [-5.1, 5.1, 60, 1e6]) {
      expect(minutes(far)).toMatchObject({ ok: false, refusal: { code: 'InvalidSignatureException' } })
    }
    expect(minutes(6)).toMatchObject({ refusal: { message: expect.stringContaining('Signature expired') } })
  })
})
