import type { Patch } from '../../support/patching.js'

const kernel = 'client/src/kernel'
export const view = 'client/src/view'
export const session = 'src/application/session'
export const broadcast = 'src/application/broadcast'
const ingest = 'src/application/ingest/ingest.ts'
export const memory = 'src/adapters/memory'
export const patch = (file: string, is: string, becomes: string): Patch => ({ file, is, becomes })
export const gone = (file: string, is: string): Patch => patch(file, is, '')

const keysImport = "import { keyOf } from '../../../src/domain/document/identity.js'"
const idKeys = "const keyOf = (hit: { eventId: string }) => '2026-11-24/' + hit.eventId"

/** What each mutant does wrong, as changes of the sources. */
export const patches: Readonly<Record<string, readonly Patch[]>> = {
  'snapshot without refresh': [gone(`${session}/snapshot.ts`, 'await catchUp.caughtUp()')],
  'key without the day': ['place', 'complete', 'read'].map((file) => patch(`${view}/${file}.ts`, keysImport, idKeys)),
  'fetch by search': [
    patch(
      `${session}/fetch.ts`,
      'const found = await parts.index.get([...new Set(keys)].filter(isKey))',
      `const { hits: all } = await parts.index.search(query.where, { limit: 1000 })
  const found = new Map(all.map((hit) => [\`\${hit['@timestamp'].slice(0, 10)}/\${hit.eventId}\`, { stored: { hit } }] as const).filter(([key]) => keys.includes(key)))`,
    ),
  ],
  'messages before `subscribed` dropped': [
    patch(`${kernel}/subscribe.ts`, 'draft.waiting = [...draft.waiting, message]', 'draft.waiting = []'),
  ],
  'sweep drops live arrivals': [patch(`${view}/complete.ts`, 'draft.applied.get(key) === draft.queryId', 'false')],
  'no remembered versions': [
    patch(`${view}/draft.ts`, 'draft.heard = draft.heard.with(key, { version, matches })', 'void [version, matches]'),
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
  'duplicate not published again': [
    patch(
      ingest,
      'if (p.first && (!wrote.has(ingestedAt) || this.#own.has(p.key, stored.hit))) return false',
      'if (p) return false',
    ),
  ],
  '`keep` not fetched': [
    patch(
      `${view}/complete.ts`,
      'if ((draft.held.get(key)?.version ?? 0) >= version) continue',
      'if (version) continue',
    ),
  ],
  'no floor': [
    patch(`${view}/place.ts`, "(source === 'live' && !held && hit.ingestedAt <= draft.floor)", 'source === undefined'),
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
      `${view}/draft.ts`,
      'remember(draft, key, versionOf(draft, key), matches)',
      'if (!matches) remember(draft, key, versionOf(draft, key), matches)',
    ),
  ],
  'no sweep': [patch(`${view}/complete.ts`, 'if (listed.has(key)) continue', 'if (key) continue')],
  'unguarded `removed`': [
    gone(`${view}/place.ts`, 'if (version < versionOf(draft, key) || held?.version === version) return'),
  ],
  '`keep` by key only': [
    patch(`${view}/complete.ts`, '(draft.held.get(key)?.version ?? 0) >= version', 'draft.held.get(key)'),
  ],

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
  'ties by UTF-16': [
    patch(
      `${view}/draft.ts`,
      "import { comparePositions, positionOf } from '../../../src/domain/document/order.js'",
      `import { positionOf } from '../../../src/domain/document/order.js'
const comparePositions = (a: Position, b: Position) =>
  a[0] !== b[0] ? (a[0] > b[0] ? -1 : 1) : a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0`,
    ),
  ],
  'cached query reads': [
    patch(
      `${broadcast}/channelCache.ts`,
      'await this.#store.queries(channel, held?.stamp)',
      "held !== undefined ? 'same' : await this.#store.queries(channel)",
    ),
  ],
  'a duplicate told from the re-sent body': [
    patch(
      ingest,
      "told.push({ p, stored: held.stored, outcome: 'duplicate' })",
      "told.push({ p, stored: { ...held.stored, hit: { ...p.draft, ingestedAt: held.stored.hit.ingestedAt } as never }, outcome: 'duplicate' })",
    ),
  ],
  'a patch applied to another base': [
    patch(`${view}/hear.ts`, 'held?.version === base ? applyPatch', 'held ? applyPatch'),
    patch(`${view}/hear.ts`, 'const { key, version, base } = patch', 'const { key, version } = patch'),
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
    gone(
      `${memory}/memorySubscriptionStore.ts`,
      "if (!isSame(row.connection.identity, limits.identity)) return 'changed'",
    ),
  ],

  // What the model found in the product.
  'a write done twice is not told': [
    patch(
      ingest,
      'if (p.first && (!wrote.has(ingestedAt) || this.#own.has(p.key, stored.hit))) return false',
      'if (p.first) return false',
    ),
  ],
  '`unsubscribed` before `subscribed` is forgotten': [
    patch(
      `${kernel}/subscribe.ts`,
      'if (draft.request?.answered !== false) return',
      "if (draft.request?.answered !== false || message.type === 'unsubscribed') return",
    ),
  ],
  'a link dialled with the token before `authorize` is kept': [gone('client/src/connect.ts', 'link.renew()')],
}
