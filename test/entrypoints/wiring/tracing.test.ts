import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { OtlpTraces } from '../../../src/adapters/node/otlpTraces.js'
import { eventually } from '../../support/eventually.js'
import { postEvents } from '../../support/send.js'
import { startServer } from '../../support/server.js'

interface Span {
  readonly traceId: string
  readonly spanId: string
  readonly name: string
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
}

afterEach(() => vi.unstubAllEnvs())

/** What a collector of OpenTelemetry is told. */
async function collector(status = 200): Promise<{ readonly url: string; readonly spans: Span[] }> {
  const spans: Span[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    if (request.url === '/v1/traces' && request.headers['content-type'] === 'application/json') {
      const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString())
      spans.push(...resourceSpans[0].scopeSpans[0].spans)
    }
    response.writeHead(status).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, spans }
}

const step = { name: 'ingest', key: '2026-11-24/a', version: 1, startMs: 1000, endMs: 1003 }

test('the way of one version of a document is one trace: from ingest to broadcast, over all nodes', async () => {
  const { spans, url } = await collector()
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', url)
  const server = await startServer()
  onTestFinished(() => server.stop())
  const event = { service: 'checkout', eventType: 'order', timestamp: new Date().toISOString() }
  await postEvents(server.url, [
    { ...event, eventId: 'a' },
    { ...event, eventId: 'b' },
  ])
  await eventually('both steps of both', () => spans.length >= 4)
  const traces = grouped(spans)
  expect(traces.size).toBe(2)
  for (const [traceId, steps] of traces) {
    expect(traceId).toMatch(/^[0-9a-f]{32}$/)
    expect(steps.map(({ name }) => name).sort()).toEqual(['broadcast', 'ingest'])
    for (const { endTimeUnixNano: end, spanId, startTimeUnixNano: start } of steps) {
      expect(spanId).toMatch(/^[0-9a-f]{16}$/)
      expect(BigInt(end)).toBeGreaterThanOrEqual(BigInt(start))
    }
  }
  // Names of documents are nobody's affair but the board's.
  expect(JSON.stringify(spans)).not.toContain('checkout')
})

test('another node makes the same id of the same version, and another of another', async () => {
  const { spans, url } = await collector()
  const nodes = [1, 2].map(() => new OtlpTraces({ endpoint: url, onFault: () => {} }))
  for (const node of nodes) node.step(step)
  nodes[0]?.step({ ...step, version: 2 })
  for (const node of nodes) await node.stop()
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(2)
  expect(spans).toHaveLength(3)
})

test('of a share, the same traces are told everywhere', async () => {
  const { spans, url } = await collector()
  const nodes = [1, 2].map(() => new OtlpTraces({ endpoint: url, ratio: 0.2, onFault: () => {} }))
  for (const node of nodes) for (let i = 0; i < 500; i++) node.step({ ...step, key: `2026-11-24/${i}` })
  for (const node of nodes) await node.stop()
  const traces = new Set(spans.map(({ traceId }) => traceId))
  expect(spans).toHaveLength(2 * traces.size)
  expect(traces.size).toBeGreaterThan(50)
  expect(traces.size).toBeLessThan(150)
})

test('a collector that is away, or refuses, costs a fault and no memory', async () => {
  const faults: unknown[] = []
  const { url } = await collector(503)
  for (const endpoint of [url, 'http://127.0.0.1:1']) {
    const traces = new OtlpTraces({ endpoint, onFault: (fault) => faults.push(fault) })
    for (let i = 0; i < 5000; i++) traces.step({ ...step, version: i + 1 })
    expect(traces.dropped).toBe(5000 - 2048)
    await traces.stop()
    expect(traces.dropped).toBe(5000)
  }
  expect(faults).toHaveLength(2)
})

function grouped(spans: readonly Span[]): Map<string, Span[]> {
  const groups = new Map<string, Span[]>()
  for (const span of spans) groups.set(span.traceId, [...(groups.get(span.traceId) ?? []), span])
  return groups
}
