import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Json } from '../../../src/domain/json.js'
import type { QueryRequest } from '../../../src/domain/wire/clientMessage.js'
import type { ServerMessage } from '../../../src/domain/wire/serverMessage.js'
import { eventually } from '../../support/eventually.js'
import type { TestClient } from '../../support/testClient.js'
import { type Guarded, handshake, serveGuarded } from './guarded.js'

let server: Guarded
let ada: TestClient
const from = new Date(Date.now() - 3_600_000).toISOString()
const at = new Date().toISOString()
const day = at.slice(0, 10)

beforeAll(async () => {
  server = await serveGuarded()
  ada = await server.enter()
  await server.put(
    { eventId: 'mine', team: 'core', '@timestamp': at },
    { eventId: 'theirs', team: 'edge', secret: 'of edge', '@timestamp': at },
    { eventId: 'nobodys', '@timestamp': at },
    { eventId: 'listed', team: ['edge', 'data'], '@timestamp': at },
  )
  const operator = await server.enter({ role: 'operator' })
  await eventually('all are there', async () => (await totalOf(operator, {})) === 4)
  await operator.close()
})
afterAll(async () => {
  await ada.close()
  await server.stop()
})

/** What was answered to a request: the message, or the code of the error. */
async function answered(
  client: TestClient,
  message: { readonly [name: string]: Json | undefined },
): Promise<ServerMessage> {
  const ref = client.nextRef()
  client.socket.send(JSON.stringify({ ...message, ref }))
  return client.until(`an answer to ${ref}`, (m): m is ServerMessage => 'ref' in m && m.ref === ref)
}
async function codeOf(client: TestClient, message: { readonly [name: string]: Json | undefined }): Promise<string> {
  const answer = await answered(client, message)
  return answer.type === 'error' ? answer.code : answer.type
}
async function totalOf(client: TestClient, query: QueryRequest): Promise<number | string | undefined> {
  const answer = await answered(client, { action: 'summarize', query: query as Json, from, interval: '1h' })
  return answer.type === 'summary' ? answer.total : answer.type === 'error' ? answer.code : answer.type
}

describe('claims of the wrong type, or of no type that anyone expects, admit to nothing', () => {
  it.each<[string, string]>([
    ['no teams', '{"teams":null}'],
    ['an object for a list', '{"teams":{"core":true,"0":"core","length":1}}'],
    ['a number', '{"teams":7}'],
    ['a truth', '{"teams":true}'],
    ['a list in a list', '{"teams":[["core"]]}'],
    ['objects in a list', '{"teams":[{"toString":"core"}]}'],
    ['a place of the rules', '{"teams":{"claim":"teams"}}'],
    ['an operator', '{"teams":{"exists":true}}'],
    ['a prefix', '{"teams":{"prefix":""}}'],
    ['a condition', '{"teams":[{"not":{"team":"x"}}]}'],
    ['a list with one of another type', '{"teams":["core",7]}'],
    ['a list with null', '{"teams":["core",null]}'],
    ['an empty list', '{"teams":[]}'],
    ['more than a query may hold', JSON.stringify({ teams: Array.from({ length: 257 }, (_, i) => `t${i}`) })],
    ['a star', '{"teams":"*"}'],
    ['another case', '{"teams":["CORE"," core","core "]}'],
    ['a name that lists both', '{"teams":"core,edge"}'],
    ['teams of a prototype', '{"teams":null,"__proto__":{"teams":["core","edge"],"role":"operator"}}'],
    ['a role of a prototype', '{"role":null,"__proto__":{"role":"operator"}}'],
    ['a role that is an object', '{"role":{"operator":true}}'],
    ['a role in a role', '{"role":[["operator"]]}'],
    ['a role in capitals', '{"role":"Operator"}'],
    ['a role of truth', '{"role":true}'],
    ['no role', '{"role":null}'],
  ])('%s', async (_, claims) => {
    const client = await server.enter(JSON.parse(claims))
    const total = await totalOf(client, {})
    // Values that are of the right type stand for themselves, and no document has them.
    expect([0, 'forbidden']).toContain(total)
    const ref = client.nextRef()
    client.send({ action: 'subscribe', ref, query: {} })
    await client.until('an answer', (m): m is ServerMessage => 'ref' in m && m.ref === ref && m.type !== 'subscribed')
    expect(client.frames.join()).not.toMatch(/mine|theirs|nobodys|of edge/)
    await client.close()
  })

  it('a single value counts as a list of one, as issuers write it', async () => {
    const client = await server.enter({ teams: 'edge' })
    expect(await totalOf(client, {})).toBe(2)
    await client.close()
  })
})

describe('no query sees past the rights', () => {
  const widening: readonly Json[] = [
    {},
    { or: [{}, { team: 'edge' }] },
    { or: [{ team: 'edge' }, { team: { exists: false } }] },
    { not: { team: 'core' } },
    { not: { and: [{ team: 'core' }, { service: 'checkout' }] } },
    { not: { not: {} } },
    { not: { or: [] } },
    { and: [] },
    { or: [{ not: { team: { in: ['core'] } } }, { not: { team: { in: [] } } }] },
    { team: { exists: false } },
    { team: { prefix: '' } },
    { team: { in: ['core', 'edge', 'data'] } },
    { service: 'checkout', or: [{ team: 'edge' }, {}] },
    { '@timestamp': { gte: '1970-01-01T00:00:00Z' } },
  ]
  it.each(widening.map((where) => [JSON.stringify(where), where] as const))('%s', async (_, where) => {
    const client = await server.enter()
    const { parts } = await client.subscribe({ where })
    const seen = parts.flatMap(({ hits }) => hits.map(({ eventId }) => eventId))
    expect(seen.filter((id) => id !== 'mine')).toEqual([])
    expect(parts.at(-1)?.total).toBe(seen.length)
    await answered(client, { action: 'older', query: { where } })
    const total = await totalOf(client, { where })
    expect(total).toBe(seen.length)
    expect(client.frames.join()).not.toMatch(/theirs|nobodys|listed|of edge/)
    await client.close()
  })

  it.each<[string, string]>([
    ['a place of the rules', '{"team":{"claim":"teams"}}'],
    ['a place of the rules in a list', '{"team":{"in":{"claim":"role"}}}'],
    ['a prototype', '{"__proto__":{}}'],
    ['a constructor', '{"constructor":"x"}'],
    ['or without a list', '{"or":{}}'],
    ['an operator that is none', '{"team":{"ne":"core"}}'],
    ['no operator', '{"team":{}}'],
    ['an undeclared field', '{"secret":"of edge"}'],
  ])('%s is a bad query', async (_, where) => {
    expect(await codeOf(ada, { action: 'subscribe', query: { where: JSON.parse(where) } })).toBe('bad_query')
  })

  it('nor do facets, groups and distributions count what is beyond them', async () => {
    const answer = await answered(ada, {
      action: 'summarize',
      query: {},
      from,
      interval: '1h',
      by: 'team',
      facets: ['team', 'service'],
    })
    expect(answer).toMatchObject({
      total: 1,
      buckets: [{ count: 1, by: { core: 1 } }],
      facets: { team: [['core', 1]], service: [['checkout', 1]] },
    })
  })
})

describe('channels whose separators are forged', () => {
  const forged = [
    'team:edge',
    'team:core,team:edge',
    'team:core\u0000',
    'team:core\nteam:edge',
    'team:core}:queries',
    'team::edge',
    'team:*',
    'team:',
    'service:checkout|team:edge',
    'service:checkout#edge',
    'TEAM:edge',
    'all ',
    ' all',
    'all:edge',
    'all\u0000',
    ':edge',
    'team',
    '',
    '__proto__:edge',
    'constructor:edge',
    'teams:edge',
  ]
  it('are other values, or no channels: nothing beyond the rights comes by them', async () => {
    const client = await server.enter()
    const control = await client.subscribe({ channel: 'all' })
    for (const channel of forged) {
      const ref = client.nextRef()
      client.send({ action: 'subscribe', ref, query: { channel } })
      await client.until(channel, (m): m is ServerMessage => 'ref' in m && m.ref === ref)
    }
    const refused = client.messages.flatMap((m) => (m.type === 'error' ? [m.code] : []))
    expect(new Set(refused)).toEqual(new Set(['bad_query']))
    await server.put({ eventId: 'e2', team: 'edge' }, { eventId: 'e3', team: 'edge', service: 'checkout|team:edge' })
    await server.put({ eventId: 'c2', team: 'core' })
    await eventually('its own', () => client.liveIds(control.queryId).includes('c2'))
    expect([...new Set(client.liveIds())]).toEqual(['c2'])
    await client.close()
  })

  it('in a URL as well', async () => {
    for (const channel of ['TEAM:edge', 'all ', ':edge', '__proto__:x']) {
      const url = `${server.ws}?channel=${encodeURIComponent(channel)}`
      const answer = await handshake(url, { authorization: `Bearer ${server.issuer.token()}` })
      expect(answer).toMatchObject({ status: 400, json: { code: 'bad_query' } })
    }
  })
})

describe('what belongs to another person or query', () => {
  it('a queryId: nothing is read by it, and nothing is ended', async () => {
    const cyd = await server.enter({ sub: 'cyd', teams: ['edge'] })
    const { queryId, ref } = await cyd.subscribe({})
    expect(await codeOf(ada, { action: 'fetch', queryId, keys: [`${day}/theirs`] })).toBe('unknown_query')
    expect(await answered(ada, { action: 'unsubscribe', queryId, of: ref })).toMatchObject({ ended: false })
    await server.put({ eventId: 'e4', team: 'edge' })
    await eventually('it goes on', () => cyd.liveIds(queryId).includes('e4'))
    await cyd.close()
  })

  it('a cursor, or a position: it decides what is told again, never what is seen', async () => {
    const [first, second, third] = [1, 2, 3].map((n) => new Date(Date.parse(at) - n * 1000).toISOString())
    await server.put(
      { eventId: 'c-old', team: 'core', '@timestamp': third },
      { eventId: 'e-old', team: 'edge', '@timestamp': second },
      { eventId: 'e-older', team: 'edge', '@timestamp': first },
    )
    const cyd = await server.enter({ sub: 'cyd', teams: ['edge'] })
    await eventually('stored', async () => Number(await totalOf(cyd, {})) >= 4)
    const theirs = (await cyd.subscribe({})).parts.at(-1)
    await cyd.close()
    const client = await server.enter()
    for (const since of [theirs?.cursor ?? '', '1970-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', at]) {
      const { parts } = await client.subscribe({}, { since })
      const told = parts.flatMap((part) => [
        ...part.hits.map((hit) => hit.eventId),
        ...(part.keep ?? []).map(([key]) => key),
      ])
      expect(told.filter((name) => !/^(.*\/)?(mine|c-old|c2)$/.test(name))).toEqual([])
    }
    for (const before of [
      [second, 'e-old'],
      [at, 'theirs'],
      [at, ''],
      ['9999-12-31T00:00:00Z', '\u0000'],
    ]) {
      expect(await codeOf(client, { action: 'older', query: {}, before: before as Json })).toBe('older')
    }
    expect(client.frames.join()).toContain('c-old')
    expect(client.frames.join()).not.toMatch(/e-old|theirs|nobodys|of edge/)
    await client.close()
  })

  it.each([['not a time'], ["2026-11-24T00:00:00Z' OR 1=1"], [''], ['NaN']])(
    'a cursor that is none: %j',
    async (since) => {
      expect(await codeOf(ada, { action: 'subscribe', query: {}, since })).toBe('bad_request')
    },
  )

  it('a document that an update takes away: `removed`, by its key and version and nothing else', async () => {
    const client = await server.enter()
    await server.put({ eventId: 'moves', team: 'core', '@timestamp': at })
    const { queryId } = await client.subscribe({})
    await server.put({ eventId: 'moves', version: 2, team: 'edge', secret: 'of edge', '@timestamp': at })
    const removed = await eventually(
      'removed',
      () => client.messages.flatMap((m) => (m.type === 'hits' && m.removed !== undefined ? m.removed : []))[0],
    )
    expect(removed).toEqual({ key: `${day}/moves`, version: 2 })
    expect(await answered(client, { action: 'fetch', queryId, keys: [`${day}/moves`] })).toMatchObject({ hits: [] })
    expect(client.frames.join()).not.toContain('of edge')
    await client.close()
  })
})
