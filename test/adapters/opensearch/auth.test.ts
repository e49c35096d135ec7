import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { signature, stringToSign } from '../../../src/adapters/node/auth/sigv4/canonical.js'
import { type OpenSearchAuth, openSearchClient } from '../../../src/adapters/opensearch/openSearchClient.js'
import { OpenSearchHitIndex } from '../../../src/adapters/opensearch/openSearchHitIndex.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import { defaultSchema } from '../../../src/domain/fields.js'
import { dayMs, everything, stored } from '../../contracts/hitIndex/underTest.js'
import { hit } from '../../support/hits.js'
import { ManualClock } from '../../support/manualClock.js'
import { type Reply, type Seen, startProxy } from './proxy.js'

const key = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const one = hit({ eventId: 'ü/ *' })

/** Everything an index asks for in its life; the requests it made. */
async function requestsOf(auth: OpenSearchAuth, serverless = false): Promise<readonly Seen[]> {
  const proxy = await startProxy(undefined, answer)
  const client = openSearchClient({ url: proxy.url, auth })
  const clock = new ManualClock()
  const index = new OpenSearchHitIndex({ client, schema: defaultSchema, clock, retentionMs: dayMs, serverless })
  try {
    await index.prepare()
    expect(await index.write([{ key: keyOf(one), next: stored(one) }])).toEqual(['written'])
    await index.get([keyOf(one)])
    await index.refresh()
    await index.search(everything, { limit: 1, since: one.ingestedAt, before: [one['@timestamp'], one.eventId] })
    await index.summarize(everything, { from: one['@timestamp'], intervalMs: 1000, facets: ['service'] })
    const { ok, weaker = {} } = await index.health()
    expect(ok).toBe(true)
    expect(Object.keys(weaker).sort()).toEqual(serverless ? ['retention', 'updates'] : ['retention'])
    expect(index.capabilities.refresh).toEqual(serverless ? { everyMs: 10_000 } : 'on-demand')
    return proxy.seen
  } finally {
    await client.close()
    await proxy.close()
  }
}

function answer({ path, method }: Seen): Reply {
  if (path.startsWith('/_plugins')) return { status: 404, body: { error: 'no handler found for uri' } }
  if (path.startsWith('/_cat'))
    return { status: 200, body: [{ index: 'metrics-2026.11.01' }, { index: 'metrics-2026.11.24' }] }
  if (path === '/_bulk') return { status: 200, body: { errors: false, items: [] } }
  if (path === '/_mget') return { status: 200, body: { docs: [{ found: false }] } }
  if (method === 'POST') {
    return { status: 200, body: { timed_out: false, _shards: { failed: 0 }, hits: { total: { value: 0 }, hits: [] } } }
  }
  if (path.startsWith('/_cluster')) return { status: 200, body: { status: 'green', unassigned_shards: 0 } }
  return { status: 200, body: {} }
}

/** Whether the project's own reading of Signature Version 4 comes to the signature that was sent. */
function verifies(seen: Seen, service: string): boolean {
  const parts =
    /Credential=(\w+)\/(\d+)\/([\w-]+)\/(\w+)\/aws4_request, SignedHeaders=([\w;-]+), Signature=(\w+)$/.exec(
      seen.headers.authorization ?? '',
    )
  const [, accessKeyId, date = '', region = '', signedFor, names = '', given] = parts ?? []
  if (accessKeyId !== key.accessKeyId || signedFor !== service) return false
  const headers = new Map(Object.entries(seen.headers).map(([name, value]) => [name, [String(value)]]))
  const scope = { date, region, service }
  const request = { method: seen.method, target: seen.target, headers, body: Buffer.from(seen.body) }
  const text = stringToSign(request, names.split(';'), scope, String(seen.headers['x-amz-date']))
  return signature(key.secretAccessKey, scope, text).toString('hex') === given
}

test('none: no credentials are sent', async () => {
  const seen = await requestsOf({ kind: 'none' })
  expect(seen.every(({ headers }) => headers.authorization === undefined)).toBe(true)
})

test('basic: user and password with every request', async () => {
  const seen = await requestsOf({ kind: 'basic', user: 'board', password: 'p:ä' })
  const expected = `Basic ${Buffer.from('board:p:ä').toString('base64')}`
  expect([...new Set(seen.map(({ headers }) => headers.authorization))]).toEqual([expected])
})

test.each([
  ['es', false],
  ['aoss', true],
] as const)('sigv4 for %s: every request is signed, its body too', async (service, serverless) => {
  const credentials = async () => ({ ...key, sessionToken: 'session' })
  const seen = await requestsOf({ kind: 'sigv4', region: 'eu-central-1', service, credentials }, serverless)
  expect(seen.length).toBeGreaterThan(8)
  for (const request of seen) {
    expect(verifies(request, service), `${request.method} ${request.target}`).toBe(true)
    const hash = createHash('sha256').update(request.body).digest('hex')
    expect(request.headers['x-amz-content-sha256']).toBe(hash)
    expect(request.headers['x-amz-security-token']).toBe('session')
    expect(verifies({ ...request, body: `${request.body} ` }, service)).toBe(false)
  }
})

test('serverless: no refresh, no policy, no gzip, no preference, no settings of shards; old days go with prepare', async () => {
  const seen = await requestsOf({ kind: 'none' }, true)
  expect(seen.some(({ target }) => /_refresh|_ism|preference|_cluster/.test(target))).toBe(false)
  expect(seen.some(({ headers }) => 'content-encoding' in headers || 'accept-encoding' in headers)).toBe(false)
  expect(seen.find(({ path }) => path === '/_index_template/metrics')?.body).not.toContain('settings')
  const deleted = seen.filter(({ method }) => method === 'DELETE').map(({ path }) => path)
  expect(deleted).toEqual(['/metrics-2026.11.01'])
})
