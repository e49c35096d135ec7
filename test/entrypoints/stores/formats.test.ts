import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DynamoSubscriptionStore } from '../../../src/adapters/aws/dynamodb/dynamoSubscriptionStore.js'
import { dataFileOf } from '../../../src/adapters/disk/dataFile.js'
import { RedisBus } from '../../../src/adapters/redis/redisBus.js'
import { RedisDeadLetters } from '../../../src/adapters/redis/redisDeadLetters.js'
import { RedisSubscriptionStore } from '../../../src/adapters/redis/redisSubscriptionStore.js'
import type { Subscription } from '../../../src/domain/query/query.js'
import type { Consumer } from '../../../src/ports/consumer.js'
import type { Topic } from '../../../src/ports/eventBus.js'
import type { SubscriptionStore } from '../../../src/ports/subscriptionStore.js'
import { dynamoUnderTest } from '../../adapters/aws/dynamodb/table.js'
import { useRedis } from '../../adapters/redis/useRedis.js'
import { eventually } from '../../support/eventually.js'
import { folderAnswers } from '../../support/formats/folder.js'
import { added, grown, ungrown } from '../../support/formats/grown.js'
import type { messages } from '../../support/formats/messages.js'
import { type RedisRow, restoreRedis } from '../../support/formats/redisDump.js'
import { formats, released, releases } from '../../support/formats/released.js'
import { writtenAt } from '../../support/formats/samples.js'
import { storeAnswers } from '../../support/formats/storeAnswers.js'
import { restoreTable, type TableRow } from '../../support/formats/tableDump.js'
import { ManualClock } from '../../support/manualClock.js'
import { RecordingTelemetry } from '../../support/recordingTelemetry.js'

interface Answers {
  readonly subscriptions: readonly (readonly Subscription[])[]
}
interface RedisFormat {
  readonly rows: readonly RedisRow[]
  readonly answers: Answers
  readonly events: readonly unknown[]
  readonly deltas: readonly unknown[]
  readonly letters: readonly unknown[]
}
interface TableFormat {
  readonly rows: readonly TableRow[]
  readonly answers: Answers
}

const under = useRedis()
const dynamo = dynamoUnderTest()
const clock = new ManualClock(writtenAt)

describe.each(releases)('what version %s left', (version) => {
  describe.each([
    ['as it is', false],
    ['with more, as a later version may leave it', true],
  ])('%s', (_, more) => {
    it('in Redis is read, and worked on', async () => {
      const { answers, rows } = released<RedisFormat>(version, 'redis')
      const prefix = under.prefix()
      await restoreRedis(under.redis, placed(rows, prefix, more))
      const store = new RedisSubscriptionStore({ redis: under.redis, clock, prefix })
      await isWorkedOn(store, answers)
    })

    it('in DynamoDB is read, and worked on', async () => {
      const { answers, rows } = released<TableFormat>(version, 'dynamodb')
      const table = await dynamo.table()
      await restoreTable(dynamo.client, table, more ? rows.map(grownRow) : rows)
      await isWorkedOn(new DynamoSubscriptionStore({ client: dynamo.client, table, clock }), answers)
    })

    it('on the streams is handled, and among the dead letters is listed', async () => {
      const format = released<RedisFormat>(version, 'redis')
      const prefix = under.prefix()
      await restoreRedis(under.redis, placed(format.rows, prefix, more))
      const parts = { redis: under.redis, clock, prefix }
      const deadLetters = new RedisDeadLetters(parts)
      const bus = new RedisBus({ ...parts, deadLetters, telemetry: new RecordingTelemetry(), consumerName: 'now' })
      expect(await handled(bus, 'events', 2)).toEqual(format.events)
      expect(await handled(bus, 'deltas', 3)).toEqual(format.deltas)
      expect(ungrown((await deadLetters.list({ limit: 10 })).letters)).toEqual(format.letters)
    })
  })

  it('in a folder is read', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'deltaboard-formats-'))
    try {
      copyFileSync(join(formats, version, 'deltaboard.mdb'), dataFileOf(dir))
      const { documents, events, letters } = released<ReturnType<typeof messages>>(version, 'messages')
      expect(await folderAnswers(dir)).toEqual({ documents, events, letters })
    } finally {
      rmSync(dir, { recursive: true })
    }
  })
})

/** All is there; what a connection had can be renewed, replaced, ended and left, as if it were of this version. */
async function isWorkedOn(store: SubscriptionStore, answers: Answers): Promise<void> {
  expect(ungrown(await storeAnswers(store))).toEqual(answers)
  const until = writtenAt + 7_300_000
  expect(await store.renew('conn-a', { expiresAt: until })).toEqual({ restored: [] })
  const [[first, second]] = answers.subscriptions as [[Subscription, Subscription]]
  const again = { ...first, ref: 'again' }
  expect(await store.subscribe('conn-a', again, { max: 3, expiresAt: until })).toBe('ok')
  expect(await store.unsubscribe('conn-a', first.query.queryId, first.ref)).toBe(false)
  expect(await store.unsubscribe('conn-a', second.query.queryId, second.ref)).toBe(true)
  await store.disconnect('conn-b=')
  const left = new Set<string>()
  for await (const page of store.subscribers([first.query.queryId, second.query.queryId])) {
    for (const { connectionId, queryId } of page) left.add(`${connectionId} ${queryId}`)
  }
  expect([...left]).toEqual([`conn-a ${first.query.queryId}`])
}

async function handled(consumer: Consumer, topic: Topic, count: number): Promise<readonly unknown[]> {
  const items: unknown[] = []
  const stopping = new AbortController()
  const running = consumer.run(
    topic,
    async (batch) => {
      items.push(...batch.map(({ item }) => ungrown(item)))
      return batch.map(() => 'done')
    },
    { max: 10, windowMs: () => 0, stop: stopping.signal },
  )
  await eventually(`${count} ${topic}`, () => items.length >= count)
  stopping.abort()
  await running
  return items
}

/** Under the keys of a test of its own. */
function placed(rows: readonly RedisRow[], prefix: string, more: boolean): readonly RedisRow[] {
  return rows.map((row): RedisRow => {
    const place = row[0].replace(/^deltaboard:/, `${prefix}:`)
    if (row[1] === 'stream') {
      const entries = more ? row[2].map(([id, fields]) => [id, grownFields(fields)] as const) : row[2]
      return [place, row[1], entries]
    }
    if (!more) return [place, row[1], row[2]]
    // A field more that nobody knows: of the row of a connection, which is a hash of its own.
    return [place, row[1], place.includes('{c:') ? grownFields(row[2]) : row[2].map(grownText)]
  })
}

function grownFields(fields: readonly string[]): readonly string[] {
  return [...fields.map(grownText), ...Object.keys(added), '1']
}

/** Rows hold texts, and texts of JSON: objects, and lists whose places have meanings. */
function grownText(text: string): string {
  if (text.startsWith('[')) return JSON.stringify([...JSON.parse(text), added])
  return text.startsWith('{') ? JSON.stringify(grown(JSON.parse(text), ofOthers)) : text
}

function grownRow(row: TableRow): TableRow {
  const fields = Object.entries(row).map(([name, value]) => [
    name,
    typeof value === 'string' ? grownText(value) : value,
  ])
  return { ...Object.fromEntries(fields), ...added }
}

/** Documents and claims hold names of their own; a condition's names are its operators. */
function ofOthers(path: readonly string[]): boolean {
  return path.some((name) => ['now', 'was', 'claims', 'detail', 'item'].includes(name))
}
