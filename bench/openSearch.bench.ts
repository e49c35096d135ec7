/**
 * What the way through this project costs beside the bare index: events through the ingest use case and the adapter,
 * against the same documents by the client's own `_bulk`, into indices of one template, in turns. A real server, on the
 * same machine: `npm run bench -- openSearch`.
 */
import { prepareJars } from '../scripts/prepare/jars.mjs'
import { openSearchClient } from '../src/adapters/opensearch/openSearchClient.js'
import { OpenSearchHitIndex } from '../src/adapters/opensearch/openSearchHitIndex.js'
import { Ingest } from '../src/application/ingest/ingest.js'
import { defaultSettings } from '../src/application/settings.js'
import type { Draft } from '../src/domain/document/hit.js'
import { indexOfKey, keyOf } from '../src/domain/document/identity.js'
import { normalize } from '../src/domain/event/normalize.js'
import type { RawEvent } from '../src/domain/event/rawEvent.js'
import { defaultSchema } from '../src/domain/fields.js'
import type { Json } from '../src/domain/json.js'
import type { EventBus } from '../src/ports/eventBus.js'
import { startOpenSearch } from '../test/support/parts/openSearch.js'
import { RecordingTelemetry } from '../test/support/recordingTelemetry.js'
import { median, printTable, round } from './figures.js'
import { detail } from './producer.js'

const rounds = 12
const batches = 12
const batch = 500
/** Requests under way at once. */
const width = 2

prepareJars()
const server = await startOpenSearch()
const client = openSearchClient({ url: server.url, auth: { kind: 'none' } })
const clock = { now: () => Date.now() }
const { retentionMs } = defaultSettings
const common = { client, schema: defaultSchema, clock, retentionMs, replicas: 0 }
const index = new OpenSearchHitIndex({ ...common, indexPrefix: 'ingested' })
await index.prepare()
await new OpenSearchHitIndex({ ...common, indexPrefix: 'bare' }).prepare()

const bus: EventBus = { publish: async (_, items) => items.map(() => 'ok') }
const parts = { schema: defaultSchema, settings: defaultSettings, index, bus, clock }
const ingest = new Ingest({ ...parts, telemetry: new RecordingTelemetry() })

/** The same things twice: as services send them, and as documents. */
interface Work {
  readonly events: readonly RawEvent[]
  readonly documents: readonly Draft[]
}

interface Way {
  readonly name: string
  readonly send: (work: Work) => Promise<void>
  /** Events a second, of each round. */
  readonly speeds: number[]
  /** Milliseconds of this process a thousand events. */
  readonly cpu: number[]
}

const ways: readonly Way[] = [
  { name: 'bare _bulk', send: sendBare, speeds: [], cpu: [] },
  { name: 'ingest', send: sendIngest, speeds: [], cpu: [] },
]

for (let i = -3; i < rounds; i++) {
  // Who goes first changes, since merges and refreshes of one round reach into the next.
  for (const way of i % 2 === 0 ? ways : [...ways].reverse()) {
    const work = Array.from({ length: batches }, workOf)
    const began = performance.now()
    const cpu = process.cpuUsage()
    await Promise.all(
      Array.from({ length: width }, async () => {
        for (let next = work.pop(); next !== undefined; next = work.pop()) await way.send(next)
      }),
    )
    const spent = process.cpuUsage(cpu)
    const events = batches * batch
    // The first rounds only warm both up.
    if (i < 0) continue
    way.speeds.push(events / ((performance.now() - began) / 1000))
    way.cpu.push((spent.user + spent.system) / events)
  }
}

const [bare, ingested] = ways.map(({ speeds }) => median(speeds)) as [number, number]
printTable(
  `Into OpenSearch, ${rounds} rounds each in turns, ${batch} events a request, ${width} requests at once`,
  ways.map(({ name, speeds, cpu }) => ({
    way: name,
    'events/s (median)': round(median(speeds)),
    'ms of this process for 1,000': round(median(cpu), 1),
  })),
)
console.log(`\nRatio of the medians: ${round(ingested / bare, 2)} (wanted: 0.70)`)
await client.close()
await server.stop()
process.exitCode = ingested / bare >= 0.7 ? 0 : 1

function workOf(): Work {
  const events = Array.from({ length: batch }, event)
  return { events, documents: events.map(documentOf) }
}

function event(): RawEvent {
  const time = new Date().toISOString()
  return { id: '', source: 'bench', detailType: 'bench', time, detail: JSON.parse(detail('checkout')) as Json }
}

function documentOf(event: RawEvent): Draft {
  const draft = normalize(event, defaultSchema, { now: Date.now(), retentionMs })
  if (!draft.ok) throw new Error(draft.refusal.message)
  return draft.value
}

async function sendIngest({ events }: Work): Promise<void> {
  const verdicts = await ingest.handle(events.map((item) => ({ item, attempt: 1, first: true })))
  if (!verdicts.every((verdict) => verdict === 'done')) throw new Error('an event was not written')
}

async function sendBare({ documents }: Work): Promise<void> {
  const ingestedAt = new Date().toISOString()
  const body = documents.flatMap((document) => [
    { create: { _index: indexOfKey(keyOf(document), 'bare'), _id: document.eventId } },
    { ...document, ingestedAt },
  ])
  const answer = await client.bulk({ body })
  if (answer.body.errors) throw new Error('a document was not written')
}
