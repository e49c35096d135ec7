import { expect, test } from 'vitest'
import { openSearchClient } from '../../../src/adapters/opensearch/openSearchClient.js'
import { Requests } from '../../../src/adapters/opensearch/requests.js'
import { keepPolicy, retentionPolicy } from '../../../src/adapters/opensearch/retention.js'
import { dayMs } from '../../contracts/hitIndex/underTest.js'
import { type Reply, type Seen, startProxy } from './proxy.js'

const path = '/_plugins/_ism/policies/metrics'

/** Index State Management as far as it is used: one policy, and days that keep the one they were given. */
class PolicyPlugin {
  policy: object | undefined
  version = 0
  readonly days = new Map<string, number | undefined>()

  answer({ method, path: at, target, body }: Seen): Reply {
    if (at === path && method === 'GET') {
      if (this.policy === undefined)
        return { status: 404, body: { error: { type: 'status_exception', reason: 'Policy not found' } } }
      // As the plugin answers: with what it adds to a policy.
      const added = { policy_id: 'metrics', last_updated_time: 1, schema_version: 21, error_notification: null }
      return {
        status: 200,
        body: { _id: 'metrics', _seq_no: this.version, _primary_term: 1, policy: { ...this.told(), ...added } },
      }
    }
    if (at === path && method === 'PUT') {
      const query = new URL(target, 'http://x').searchParams
      const given = query.get('if_seq_no')
      if (given === null ? this.policy !== undefined : Number(given) !== this.version) {
        return { status: 409, body: { error: { type: 'version_conflict_engine_exception', reason: 'exists' } } }
      }
      this.policy = (JSON.parse(body) as { policy: object }).policy
      this.version++
      return { status: given === null ? 201 : 200, body: {} }
    }
    const force = at === '/_plugins/_ism/change_policy/metrics-*'
    if (!force && at !== '/_plugins/_ism/add/metrics-*') throw new Error(`${method} ${target}`)
    for (const [day, version] of this.days) if (force || version === undefined) this.days.set(day, this.version)
    return { status: 200, body: { updated_indices: 1, failures: false, failed_indices: [] } }
  }

  /** Every action is answered with how often it is retried. */
  told(): object {
    const retry = { retry: { count: 3, backoff: 'exponential', delay: '1m' } }
    return JSON.parse(JSON.stringify(this.policy), (_, value) => (value?.delete ? { ...retry, ...value } : value))
  }
}

async function withPlugin(
  test: (plugin: PolicyPlugin, seen: Seen[], keep: (retentionMs: number) => Promise<boolean>) => Promise<void>,
): Promise<void> {
  const plugin = new PolicyPlugin()
  const proxy = await startProxy(undefined, (seen) => plugin.answer(seen))
  const client = openSearchClient({ url: proxy.url, auth: { kind: 'none' } })
  const requests = new Requests(client, { baseMs: 1, mostMs: 1, budgetMs: 100 })
  try {
    await test(plugin, proxy.seen, (retentionMs) => keepPolicy(requests, 'metrics', retentionMs))
  } finally {
    await client.close()
    await proxy.close()
  }
}

test('the policy deletes, and does nothing else; no event of a day is younger than retention then', () => {
  const policy = retentionPolicy('metrics', 14 * dayMs)
  const actions = policy.states?.flatMap(({ actions = [] }) => actions.map((action) => Object.keys(action)))
  expect(actions).toEqual([['delete']])
  // A day, and the hour that a first event may come before it.
  expect(JSON.stringify(policy)).toContain('"min_index_age":"361h"')
})

test('is made once, and given to the days that are there', () =>
  withPlugin(async (plugin, seen, keep) => {
    plugin.days.set('metrics-2026.11.23', undefined)
    expect(await keep(14 * dayMs)).toBe(true)
    expect(plugin.policy).toEqual(retentionPolicy('metrics', 14 * dayMs))
    expect(plugin.days.get('metrics-2026.11.23')).toBe(1)
    expect(await keep(14 * dayMs)).toBe(true)
    expect(seen.filter(({ method }) => method === 'PUT')).toHaveLength(1)
  }))

test('another retention updates it, of the days that are there too', () =>
  withPlugin(async (plugin, _, keep) => {
    plugin.days.set('metrics-2026.11.23', undefined)
    await keep(14 * dayMs)
    await keep(30 * dayMs)
    expect(plugin.policy).toEqual(retentionPolicy('metrics', 30 * dayMs))
    expect(plugin.days.get('metrics-2026.11.23')).toBe(2)
  }))

test('several at once: one makes it, nobody fails', () =>
  withPlugin(async (plugin, _, keep) => {
    expect(await Promise.all([1, 2, 3, 4].map(() => keep(14 * dayMs)))).toEqual([true, true, true, true])
    expect(plugin.version).toBe(1)
  }))
