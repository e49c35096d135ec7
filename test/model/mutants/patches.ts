import type { Patch } from '../bundle.js'

const client = 'client/src/kernel'
const session = 'src/application/session'
const broadcast = 'src/application/broadcast'
const ingest = 'src/application/ingest/ingest.ts'
const memory = 'src/adapters/memory'
const patch = (file: string, is: string, becomes: string): Patch => ({ file, is, becomes })
const gone = (file: string, is: string): Patch => patch(file, is, '')

const keysImport = "import { keyOf } from '../../../src/domain/document/identity.js'"
const idKeys = "const keyOf = (hit: { eventId: string }) => '2026-11-24/' + hit.eventId"

/** What each mutant does wrong, as changes of the sources. */
export const patches: Readonly<Record<string, readonly Patch[]>> = {
  'snapshot without refresh': [gone(`${session}/snapshot.ts`, 'await catchUp.caughtUp()')],
  'key without the day': ['place', 'complete', 'read'].map((file) => patch(`${client}/${file}.ts`, keysImport, idKeys)),
  'fetch by search': [
    patch(
      `${session}/fetch.ts`,
      'const found = await parts.index.get([...new Set(keys)].filter(isKey))',
      `const { hits: all } = await parts.index.search(query.where, { limit: 1000 })
  const found = new Map(all.map((hit) => [\`\${hit['@timestamp'].slice(0, 10)}/\${hit.eventId}\`, { stored: { hit } }] as const).filter(([key]) => keys.includes(key)))`,
    ),
  ],
  'messages before `subscribed` dropped': [
    patch(`${client}/subscribe.ts`, 'draft.waiting = [...draft.waiting, message]', 'draft.waiting = []'),
  ],
  'sweep drops live arrivals': [patch(`${client}/complete.ts`, 'draft.applied.get(key) === draft.queryId', 'false')],
  'no remembered versions': [
    patch(`${client}/draft.ts`, 'draft.heard = draft.heard.with(key, { version, matches })', 'void [version, matches]'),
  ],
  'snapshot before registration': [
    patch(
      `${session}/subscribe.ts`,
      'const registered = await register(parts, connection, subscription)',
      `const early = await snapshot(parts, { ref, query: subscription.query, limit: subscription.limit, ...(since === undefined ? {} : { since }) })
  const registered = await register(parts, connection, subscription)`,
    ),
    patch(
      `${session}/subscribe.ts`,
      'await snapshot(parts, { ref, query, limit, ...(since === undefined ? {} : { since }) }),',
      '(void limit, early),',
    ),
  ],
  '`last` seen is complete': [
    patch(`${client}/parts.ts`, 'all.length === count ? all : undefined', 'count === undefined ? undefined : all'),
  ],
  'duplicate not published again': [
    patch(ingest, 'if (p.first && !wrote.has(stored.hit.ingestedAt)) return false', 'if (p) return false'),
  ],
  '`keep` not fetched': [
    patch(
      `${client}/complete.ts`,
      'if ((draft.held.get(key)?.version ?? 0) >= version) continue',
      'if (version) continue',
    ),
  ],
  '`end` by `total`': [
    patch(
      `${client}/complete.ts`,
      'draft.end = newer(end, draft.passed)',
      'draft.end = total > draft.order.length ? newer(end, draft.passed) : undefined',
    ),
  ],
  "trail's age from writing": [
    patch('src/domain/document/decide.ts', 'filter((s) => s.at > oldest)', 'filter((s) => s.hit.ingestedAt > oldest)'),
  ],
  'no floor': [
    patch(
      `${client}/place.ts`,
      "(source === 'live' && !held && hit.ingestedAt <= draft.floor)",
      'source === undefined',
    ),
  ],
  'external version': [
    patch(
      `${memory}/index/memoryHitIndex.ts`,
      "if (held !== token) return 'conflict'",
      "if (held !== token && slot !== undefined && this.#documents.at(slot).stored.hit.version >= next.hit.version) return 'conflict'",
    ),
  ],
  'trimmed versions forgotten': [
    patch(
      `${client}/draft.ts`,
      'remember(draft, key, versionOf(draft, key), matches)',
      'if (!matches) remember(draft, key, versionOf(draft, key), matches)',
    ),
  ],
  'no sweep': [patch(`${client}/complete.ts`, 'if (listed.has(key)) continue', 'if (key) continue')],
  'unguarded `removed`': [
    gone(`${client}/place.ts`, 'if (version < versionOf(draft, key) || held?.version === version) return'),
  ],
  'sweep by "held before"': [
    patch(
      `${client}/place.ts`,
      `    hold(draft, key, hit)
    noteApplied(draft, key)`,
      `    hold(draft, key, hit)
    if (!held) noteApplied(draft, key)`,
    ),
  ],
  '`keep` by key only': [
    patch(`${client}/complete.ts`, '(draft.held.get(key)?.version ?? 0) >= version', 'draft.held.get(key)'),
  ],
  'forgetting without raising the floor': [
    gone(`${client}/forget.ts`, 'draft.floor = higher(draft.floor, draft.heardUpTo)'),
  ],
  'no `maxSkew`': [
    patch(`${session}/snapshot.ts`, 'new Date(now + settings.maxSkewMs)', 'new Date(now)'),
    patch(`${broadcast}/flush.ts`, 'new Date(now + maxSkewMs)', 'new Date(now)'),
  ],
  'trail of one': [patch('src/domain/document/decide.ts', 'trailLength = 8', 'trailLength = 1')],

  'rights left out of `queryId`': [
    patch(
      `${session}/planQuery.ts`,
      'return ok(queryOf(restrict(where.value, constraint), access.schema))',
      'return ok({ ...queryOf(restrict(where.value, constraint), access.schema), queryId: queryIdOf(where.value) })',
    ),
  ],
  'publish before index': [
    patch(
      ingest,
      'wrote.add(now)',
      "if (writes.length > 0) await this.#parts.bus.publish('deltas', writes.map(({ write }) => deltaOf(write.next)))",
    ),
    patch(
      ingest,
      "told.push({ p, stored: write.next, outcome: write.token === undefined ? 'indexed' : 'updated' })",
      "this.#settle(verdicts, p.at, 'done', 'indexed')",
    ),
  ],
  'acknowledge before publish': [
    patch(ingest, 'await this.#tell(told, verdicts)', 'void this.#tell(told, []).catch(() => {})'),
  ],
  'acknowledge before flush': [
    patch(
      `${broadcast}/broadcast.ts`,
      'for (const undelivered of await Promise.all(posts)) await this.#part(undelivered)',
      'void Promise.all(posts).catch(() => {})',
    ),
  ],
  'index of the day from arrival time': [
    patch(
      ingest,
      'key: keyOf(draft.value)',
      "key: new Date(options.now).toISOString().slice(0, 10) + '/' + draft.value.eventId",
    ),
    gone(ingest, "import { keyOf } from '../../domain/document/identity.js'"),
  ],
  'a lease renewed for one row only': [
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
  'ties by UTF-16': [
    patch(
      `${client}/draft.ts`,
      "import { comparePositions, positionOf } from '../../../src/domain/document/order.js'",
      `import { positionOf } from '../../../src/domain/document/order.js'
const comparePositions = (a: Position, b: Position) =>
  a[0] !== b[0] ? (a[0] > b[0] ? -1 : 1) : a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0`,
    ),
  ],
  'unsubscribe without `of`': [
    patch(
      `${memory}/memorySubscriptionStore.ts`,
      'if (row?.subscriptions.get(queryId)?.ref !== of) return false',
      'if (row === undefined || of === undefined) return false',
    ),
  ],
  'joining a refresh that already runs': [
    patch('src/domain/sharedRun.ts', '    this.#next = undefined\n', ''),
    patch(
      'src/domain/sharedRun.ts',
      'return run\n',
      'return run.finally(() => {\n      this.#next = undefined\n    })\n',
    ),
  ],
  'cached query reads': [
    patch(
      `${broadcast}/channelCache.ts`,
      'await this.#store.queries(channel, held?.stamp)',
      "held !== undefined ? 'same' : await this.#store.queries(channel)",
    ),
  ],
  'the last leaver deletes the query row': [
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
    patch(
      `${memory}/memorySubscriptionStore.ts`,
      '  async disconnect(',
      `  async drop(queryId: QueryId): Promise<void> {
    this.#queries.drop(queryId)
  }

  async disconnect(`,
    ),
    patch(
      'test/model/world/around.ts',
      "unsubscribe: (id, queryId, ref) => calls.ask(of, 'unsubscribe', () => real.unsubscribe(id, queryId, ref)),",
      `async unsubscribe(id, queryId, ref) {
      const ended = await calls.ask(of, 'unsubscribe', () => real.unsubscribe(id, queryId, ref))
      const isLast = await calls.ask(of, 'count', async () => {
        for await (const page of real.subscribers([queryId])) if (page.length > 0) return false
        return true
      })
      if (isLast) await calls.ask(of, 'drop', () => (real as never as { drop(id: string): Promise<void> }).drop(queryId))
      return ended
    },`,
    ),
  ],
  'delta told from the last version only': [
    patch(`${broadcast}/matching.ts`, 'const before = was.map(', 'const before = was.slice(0, 1).map('),
  ],
  'a duplicate told from the re-sent body': [
    patch(
      ingest,
      "told.push({ p, stored: held.stored, outcome: 'duplicate' })",
      "told.push({ p, stored: { ...held.stored, hit: { ...p.draft, ingestedAt: held.stored.hit.ingestedAt } as never }, outcome: 'duplicate' })",
    ),
  ],
  'a patch applied to another base': [
    patch(`${client}/hear.ts`, 'held?.version === base ? applyPatch', 'held ? applyPatch'),
    patch(`${client}/hear.ts`, 'const { key, version, base } = patch', 'const { key, version } = patch'),
  ],
  'told on the channels of what it is, not of what it was': [
    gone(
      `${broadcast}/matching.ts`,
      'for (const hit of delta.was) for (const channel of channelsOfHit(hit, schema)) channels.add(channel)',
    ),
  ],
  'fetch without the query': [
    patch(
      `${session}/fetch.ts`,
      'filter((hit) => admits(subjectOf(hit, parts.schema)))',
      'filter((hit) => admits && hit)',
    ),
  ],
  'authorize ends nothing': [
    patch(
      `${session}/authorize.ts`,
      'if (!changed && standsUnder(access, claims, query)) continue',
      'if (!changed || changed) continue',
    ),
  ],
  'a subscribe beside `authorize` keeps the old rights': [
    patch(`${session}/subscribe.ts`, 'if (now !== undefined && !sameRights(', 'if (now === null && !sameRights('),
  ],

  // What the model found in the product.
  'a write done twice is not told': [
    patch(ingest, 'if (p.first && !wrote.has(stored.hit.ingestedAt)) return false', 'if (p.first) return false'),
  ],
  '`unsubscribed` before `subscribed` is forgotten': [
    patch(
      `${client}/subscribe.ts`,
      'if (draft.request?.answered !== false) return',
      "if (draft.request?.answered !== false || message.type === 'unsubscribed') return",
    ),
  ],
  'a link dialled with the token before `authorize` is kept': [gone('client/src/connect.ts', 'link.renew()')],
  '`ended: false` of a query that ends itself': [
    patch(
      `${session}/authorize.ts`,
      "await answers.message(connection, { type: 'unsubscribed', ref, queryId: query.queryId, ended: true })",
      "await answers.message(connection, { type: 'unsubscribed', ref, queryId: query.queryId, ended: await store.unsubscribe(connectionId, query.queryId, of) })",
    ),
  ],
  'what authorize ends is ended before it is told': [
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
  'whom a fault kept from being told to catch up is left alone': [
    patch(`${session}/session.ts`, "return told ? 'filed' : 'gone'", "return told || !told ? 'filed' : 'gone'"),
  ],
}
