import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSearchClient } from '../../../src/adapters/opensearch/openSearchClient.js'
import { Requests } from '../../../src/adapters/opensearch/requests.js'
import { mapRoles, rightsOf } from '../../../src/adapters/opensearch/rights.js'
import { partUrl } from '../../support/parts/partUrl.js'
import { type Reply, type Seen, startProxy, type Wire } from './proxy.js'

const arn = (name: string) => `arn:aws:iam::123456789012:role/deltaboard-${name}`
const comers = { ingest: arn('ingest'), message: arn('message'), broadcast: arn('broadcast') }
const names = ['ingest', 'message', 'broadcast'] as const

/** The security plugin as far as it is used: roles and mappings, told as it tells them, with what it adds. */
class SecurityPlugin {
  readonly kept = new Map<string, object>()
  failing: Reply | undefined

  answer({ body, method, path }: Seen): Reply {
    if (this.failing !== undefined) return this.failing
    const name = path.split('/').at(-1) ?? ''
    if (!/^\/_plugins\/_security\/api\/(roles|rolesmapping)\/[\w-]+$/.test(path)) throw new Error(path)
    if (method === 'PUT') {
      const status = this.kept.has(path) ? 200 : 201
      this.kept.set(path, JSON.parse(body))
      return { status, body: { status: status === 201 ? 'CREATED' : 'OK', message: `'${name}' is there.` } }
    }
    const found = this.kept.get(path)
    if (found === undefined)
      return { status: 404, body: { status: 'NOT_FOUND', message: `Resource '${name}' not found.` } }
    const mapping = { hosts: [], users: [], and_backend_roles: [] }
    const role = { tenant_permissions: [], static: false }
    const permissions = (found as { index_permissions?: object[] }).index_permissions?.map((each) => ({
      dls: null,
      fls: [],
      masked_fields: [],
      ...each,
    }))
    const added = { reserved: false, hidden: false, ...(permissions === undefined ? mapping : role) }
    const told = { ...added, ...found, ...(permissions === undefined ? {} : { index_permissions: permissions }) }
    return { status: 200, body: { [name]: told } }
  }
}

let plugin: SecurityPlugin
let proxy: Wire
let client: ReturnType<typeof openSearchClient>
let requests: Requests

beforeEach(async () => {
  plugin = new SecurityPlugin()
  proxy = await startProxy(undefined, (seen) => plugin.answer(seen))
  client = openSearchClient({ url: proxy.url, auth: { kind: 'none' } })
  requests = new Requests(client, { baseMs: 1, mostMs: 1, budgetMs: 500 })
})

afterEach(async () => {
  await client.close()
  await proxy.close()
})

const puts = () => proxy.seen.filter(({ method }) => method === 'PUT').map(({ path }) => path)

describe('mapRoles', () => {
  test('makes a role for each function, and maps its IAM role to it, and nobody else', async () => {
    await mapRoles(requests, 'metrics', comers)
    const rights = rightsOf('metrics')
    for (const name of names) {
      const role = `deltaboard-metrics-${name}`
      expect(plugin.kept.get(`/_plugins/_security/api/roles/${role}`)).toEqual(rights[name])
      expect(plugin.kept.get(`/_plugins/_security/api/rolesmapping/${role}`)).toEqual({ backend_roles: [comers[name]] })
    }
    expect(plugin.kept.size).toBe(6)
  })

  test('again changes nothing, whatever the server adds to what it keeps', async () => {
    await mapRoles(requests, 'metrics', comers)
    const before = puts().length
    await mapRoles(requests, 'metrics', comers)
    expect(puts()).toHaveLength(before)
  })

  test('puts right what was changed: another IAM role, one too many, a right that was added by hand', async () => {
    await mapRoles(requests, 'metrics', comers)
    const [roles, mappings] = ['roles', 'rolesmapping'].map(
      (kind) => `/_plugins/_security/api/${kind}/deltaboard-metrics-`,
    )
    const ingest = rightsOf('metrics').ingest
    plugin.kept.set(`${mappings}message`, { backend_roles: [comers.message, arn('someone')] })
    plugin.kept.set(`${roles}ingest`, { ...ingest, cluster_permissions: [...(ingest.cluster_permissions ?? []), '*'] })
    const before = puts().length
    await mapRoles(requests, 'metrics', { ...comers, broadcast: arn('broadcast-2') })
    expect(puts().slice(before).sort()).toEqual([`${roles}ingest`, `${mappings}broadcast`, `${mappings}message`])
    expect(plugin.kept.get(`${mappings}message`)).toEqual({ backend_roles: [comers.message] })
    expect(plugin.kept.get(`${roles}ingest`)).toEqual(ingest)
  })

  test('only who asks as the master may do so, and that is said', async () => {
    plugin.failing = { status: 403, body: { status: 'FORBIDDEN', message: 'No permission to access REST API' } }
    await expect(mapRoles(requests, 'metrics', comers)).rejects.toThrow('403')
  })

  test('a server without the plugin has no rights to give, which is no success', async () => {
    const real = openSearchClient({ url: await partUrl('openSearch'), auth: { kind: 'none' } })
    try {
      const asked = mapRoles(new Requests(real, { baseMs: 1, mostMs: 1, budgetMs: 5000 }), 'metrics', comers)
      await expect(asked).rejects.toThrow('no handler found')
    } finally {
      await real.close()
    }
  })
})

describe('rightsOf', () => {
  test('only ingest writes, only what it has to; nobody may do everything, or anything beyond the prefix', () => {
    const rights = rightsOf('metrics')
    const actions = (name: (typeof names)[number]) => [
      ...(rights[name].cluster_permissions ?? []),
      ...(rights[name].index_permissions ?? []).flatMap(({ allowed_actions = [] }) => allowed_actions),
    ]
    for (const name of ['message', 'broadcast'] as const) {
      expect(actions(name).filter((action) => /write|create|delete|put/.test(action))).toEqual([])
    }
    for (const name of names) {
      const patterns = (rights[name].index_permissions ?? []).flatMap(({ index_patterns = [] }) => index_patterns)
      expect(patterns.every((pattern) => pattern.startsWith('metrics-'))).toBe(true)
      expect(actions(name).filter((action) => /^\*|^indices:\*|^cluster:/.test(action))).toEqual([])
    }
  })
})
