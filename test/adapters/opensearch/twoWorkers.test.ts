import { expect, test } from 'vitest'
import { OpenSearchHitIndex } from '../../../src/adapters/opensearch/openSearchHitIndex.js'
import { Ingest } from '../../../src/application/ingest/ingest.js'
import { defaultSettings } from '../../../src/application/settings.js'
import type { Delta } from '../../../src/domain/document/hit.js'
import type { RawEvent } from '../../../src/domain/event/rawEvent.js'
import { defaultSchema } from '../../../src/domain/fields.js'
import type { EventBus } from '../../../src/ports/eventBus.js'
import { RecordingTelemetry } from '../../support/recordingTelemetry.js'
import { useOpenSearch } from './cluster.js'
import { type Opened, withIndex } from './opened.js'

const cluster = useOpenSearch()
const versions = 24

/** One ingest worker, with a client's connection of its own. */
function worker({ prefix, clock }: Opened, told: Delta[]): Ingest {
  const common = { client: cluster.client, schema: defaultSchema, clock }
  const { retentionMs } = defaultSettings
  const index = new OpenSearchHitIndex({ ...common, retentionMs, replicas: 0, indexPrefix: prefix })
  const bus: EventBus = {
    publish: async (_, items) => {
      told.push(...(items as readonly Delta[]))
      return items.map(() => 'ok')
    },
  }
  return new Ingest({ ...common, index, bus, settings: defaultSettings, telemetry: new RecordingTelemetry() })
}

function eventOf(version: number): RawEvent {
  const time = '2026-11-24T09:30:00.000Z'
  return { id: '', source: 'shop', detailType: 'paid', time, detail: { eventId: 'one', version, status: version } }
}

/** As a bus does: again, until it is done. */
async function handled(ingest: Ingest, version: number): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const [verdict] = await ingest.handle([{ item: eventOf(version), attempt, first: attempt === 1 }])
    if (verdict === 'done') return
    if (verdict === undefined || 'dead' in verdict) throw new Error(JSON.stringify(verdict))
  }
}

test('two workers that update one document at once: the newest stays, and each delta tells of what it replaced', () =>
  withIndex(cluster, {}, async (opened) => {
    const told: Delta[] = []
    const workers = [worker(opened, told), worker(opened, told)] as const
    await Promise.all(Array.from({ length: versions }, (_, i) => handled(workers[i % 2] as Ingest, i + 1)))
    const { stored } = (await opened.index.get(['2026-11-24/one'])).get('2026-11-24/one') ?? {}
    expect(stored?.hit).toMatchObject({ version: versions, status: versions })
    const steps = told.map((delta) => {
      if ('byReference' in delta) throw new Error('told by reference')
      return [delta.was[0]?.version, delta.now.version] as const
    })
    // A chain from nothing to the newest, without a link that is missing or told twice.
    const sorted = [...steps].sort(([, a], [, b]) => a - b)
    expect(sorted.map(([base]) => base)).toEqual([undefined, ...sorted.slice(0, -1).map(([, now]) => now)])
    expect(sorted.at(-1)?.[1]).toBe(versions)
  }))
