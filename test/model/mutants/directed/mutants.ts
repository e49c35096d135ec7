import type { Patch } from '../../../support/patching.js'
import { broadcast, gone, memory, patch, session, view } from '../patches.js'

/** What is too rare for schedules made by chance: a scenario of its own finds it out. */
interface DirectedMutant {
  readonly id: string
  /** The invariant of docs/guarantees.md. */
  readonly breaks: string
  readonly patches: readonly Patch[]
}

const decide = 'src/domain/document/decide.ts'
const searches = 'src/adapters/opensearch/searches.ts'

export const directed = {
  '`last` seen is complete': {
    id: 'M32',
    breaks: 'I1',
    patches: [
      patch(`${view}/parts.ts`, 'all.length === count ? all : undefined', 'count === undefined ? undefined : all'),
    ],
  },
  '`end` by `total`': {
    id: 'M33',
    breaks: 'I1',
    patches: [
      patch(
        `${view}/complete.ts`,
        'draft.end = newer(end, draft.passed)',
        'draft.end = total > draft.order.length ? newer(end, draft.passed) : undefined',
      ),
    ],
  },
  "trail's age from writing": {
    id: 'M34',
    breaks: 'I5',
    patches: [patch(decide, 'filter((s) => s.at > oldest)', 'filter((s) => s.hit.ingestedAt > oldest)')],
  },
  'sweep by "held before"': {
    id: 'M35',
    breaks: 'I1',
    patches: [
      patch(
        `${view}/place.ts`,
        `    hold(draft, key, hit)
    noteApplied(draft, key)`,
        `    hold(draft, key, hit)
    if (!held) noteApplied(draft, key)`,
      ),
    ],
  },
  'forgetting without raising the floor': {
    id: 'M36',
    breaks: 'I5',
    patches: [gone(`${view}/forget.ts`, 'draft.floor = higher(draft.floor, draft.heardUpTo)')],
  },
  'no `maxSkew`': {
    id: 'M37',
    breaks: 'I5',
    patches: [
      patch(`${session}/snapshot.ts`, 'new Date(now + settings.maxSkewMs)', 'new Date(now)'),
      patch(`${broadcast}/flush.ts`, 'new Date(now + maxSkewMs)', 'new Date(now)'),
    ],
  },
  'trail of one': { id: 'M38', breaks: 'I5', patches: [patch(decide, 'trailLength = 8', 'trailLength = 1')] },
  'a lease renewed for one row only': {
    id: 'M39',
    breaks: 'I9',
    patches: [
      patch(
        `${memory}/memorySubscriptionStore.ts`,
        'row.subscriptions.set(queryId, subscription)',
        'row.subscriptions.set(queryId, { ...subscription, until: limits.expiresAt } as never)',
      ),
      patch(
        `${memory}/memorySubscriptionStore.ts`,
        'if (this.#live(subscriber.connectionId) === undefined) continue',
        `const own = this.#live(subscriber.connectionId)?.subscriptions.get(queryId) as { until?: number } | undefined
        if ((own?.until ?? 0) <= this.#clock.now()) continue`,
      ),
    ],
  },
  'unsubscribe without `of`': {
    id: 'M40',
    breaks: 'I9',
    patches: [
      patch(
        `${memory}/memorySubscriptionStore.ts`,
        'if (row?.subscriptions.get(queryId)?.ref !== of) return false',
        'if (row === undefined || of === undefined) return false',
      ),
    ],
  },
  'joining a refresh that already runs': {
    id: 'M41',
    breaks: 'I1',
    patches: [
      patch('src/domain/sharedRun.ts', '    this.#next = undefined\n', ''),
      patch(
        'src/domain/sharedRun.ts',
        'return run\n',
        'return run.finally(() => {\n      this.#next = undefined\n    })\n',
      ),
    ],
  },
  'the last leaver deletes the query row': {
    id: 'M42',
    breaks: 'I9',
    patches: [
      patch(
        `${memory}/queryRows.ts`,
        '  of(channel: Channel,',
        `  drop(queryId: QueryId): void {
    const row = this.#rows.get(queryId)
    this.#rows.delete(queryId)
    for (const channel of row?.query.channels ?? []) this.#unfile(channel, queryId)
  }

  of(channel: Channel,`,
      ),
      // As in a store of rows: to count and to delete are two steps.
      patch(
        `${memory}/memorySubscriptionStore.ts`,
        '    return true\n  }',
        `    const isLast = [...this.#queries.subscribers(queryId)].length === 0
    await new Promise((resolve) => setImmediate(resolve))
    if (isLast) this.#queries.drop(queryId)
    return true
  }`,
      ),
    ],
  },
  'delta told from the last version only': {
    id: 'M43',
    breaks: 'I5',
    patches: [patch(`${broadcast}/matching.ts`, 'const before = was.map(', 'const before = was.slice(0, 1).map(')],
  },
  'expired rows read': {
    id: 'M44',
    breaks: 'I3',
    patches: [
      patch(
        `${memory}/memorySubscriptionStore.ts`,
        'if (row === undefined || row.connection.expiresAt > this.#clock.now()) return row',
        'if (row !== null) return row',
      ),
    ],
  },
  'paging by from and size': {
    id: 'M45',
    breaks: 'I2',
    patches: [
      patch(
        `${session}/older.ts`,
        'export async function older(',
        'const offsets = new Map<string, number>()\n\nexport async function older(',
      ),
      patch(
        `${session}/older.ts`,
        `const { hits } = await parts.index.search(planned.value.where, {
    limit,
    ...(before === undefined ? {} : { before }),
  })`,
        `const from = before === undefined ? 0 : (offsets.get(before.join()) ?? 0)
  const { hits: all } = await parts.index.search(planned.value.where, { limit: from + limit })
  const hits = all.slice(from)
  offsets.set(endOf(hits, limit).end?.join() ?? '', from + hits.length)`,
      ),
    ],
  },
  'partial search results': {
    id: 'M46',
    breaks: 'I1',
    patches: [
      patch(searches, 'allow_partial_search_results: false', 'allow_partial_search_results: true'),
      patch(searches, 'if (answer.timed_out || answer._shards.failed > 0) {', 'if (answer.timed_out) {'),
    ],
  },
  '`ended: false` of a query that ends itself': {
    id: 'M47',
    breaks: 'I9',
    patches: [
      patch(
        `${session}/authorize.ts`,
        "await answers.message(connection, { type: 'unsubscribed', ref, queryId: query.queryId, ended: true })",
        "await answers.message(connection, { type: 'unsubscribed', ref, queryId: query.queryId, ended: await store.unsubscribe(connectionId, query.queryId, of) })",
      ),
    ],
  },
  'what authorize ends is ended before it is told': {
    id: 'M48',
    breaks: 'I9',
    patches: [
      patch(
        `${session}/authorize.ts`,
        "await answers.message(connection, { type: 'unsubscribed', ref, queryId: query.queryId, ended: true })",
        'await store.unsubscribe(connectionId, query.queryId, of)',
      ),
      patch(
        `${session}/authorize.ts`,
        '    await store.unsubscribe(connectionId, query.queryId, of)\n  }',
        "    await answers.message(connection, { type: 'unsubscribed', ref, queryId: query.queryId, ended: true })\n  }",
      ),
    ],
  },
  'whom a fault kept from being told to catch up is left alone': {
    id: 'M49',
    breaks: 'I10',
    patches: [
      patch(`${session}/session.ts`, "return told ? 'filed' : 'gone'", "return told || !told ? 'filed' : 'gone'"),
    ],
  },
  'an `authorize` that took long puts its token back': {
    id: 'M50',
    breaks: 'I3',
    patches: [patch(`${session}/authorize.ts`, '{ identity, expiresAt, instead: filed }', '{ identity, expiresAt }')],
  },
  'an unanswered `authorize` is sent again over the same link': {
    id: 'M51',
    breaks: 'I3',
    patches: [patch('client/src/connection/asks.ts', 'isOnce ? current?.end() : send(ask)', 'send(ask)')],
  },
} satisfies Readonly<Record<string, DirectedMutant>>

export type DirectedName = keyof typeof directed
