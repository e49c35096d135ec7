import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { type ConnectOptions, connect, type Live, type LiveSnapshot } from '../../../client/src/index.js'
import { eventually } from '../../support/eventually.js'
import { type Guarded, serveGuarded } from './guarded.js'

/** What the server's clock is ahead, in milliseconds. */
let ahead = 0
let server: Guarded
const core = { role: 'member', teams: ['core'] }
const edge = { role: 'member', teams: ['edge'] }
const both = { role: 'member', teams: ['edge', 'core'] }
const operator = { role: 'operator' }
const nothing = { role: 'guest' }

beforeAll(async () => {
  server = await serveGuarded({ now: () => Date.now() + ahead })
})
afterAll(() => server.stop())

let services = 0
/** Three documents of a service of its own: of core, of edge, of nobody. */
async function stored(): Promise<string> {
  const service = `s${services++}`
  const of = (id: string, more: object) => ({ eventId: `${service}-${id}`, service, ...more })
  await server.put(of('core', { team: 'core' }), of('edge', { team: 'edge' }), of('none', {}))
  return service
}
function sdk(options: Partial<ConnectOptions>) {
  const client = connect({ url: server.ws, WebSocket, ...options })
  onTestFinished(() => client.close())
  return client
}
const ids = ({ hits }: LiveSnapshot) => hits.map((hit) => hit.eventId.replace(/^s\d+-/, '')).sort()

/** Waits until the view is live and holds exactly these; fails by what it holds instead. */
async function holds(live: Live, ...wanted: readonly string[]): Promise<void> {
  const isSo = () => live.getSnapshot().state === 'live' && ids(live.getSnapshot()).join() === wanted.join()
  await eventually(wanted.join(), isSo).catch(() => {
    expect([live.getSnapshot().state, ids(live.getSnapshot())]).toEqual(['live', wanted])
  })
  expect(live.getSnapshot().total).toBe(wanted.length)
}

describe('a fresh token whose rights differ, on an open connection', () => {
  it.each<[string, object, readonly string[], object, readonly string[]]>([
    ['other', core, ['core'], edge, ['edge']],
    ['wider', core, ['core'], both, ['core', 'edge']],
    ['narrower', both, ['core', 'edge'], core, ['core']],
    ['unbounded', core, ['core'], operator, ['core', 'edge', 'none']],
    ['no longer unbounded', operator, ['core', 'edge', 'none'], edge, ['edge']],
  ])('%s: the view is as the new rights say, and goes on by them', async (_, before, seen, after, wanted) => {
    const service = await stored()
    const client = sdk({ credential: server.issuer.token({ ...before }) })
    const live = client.live({ channel: `service:${service}` })
    await holds(live, ...seen)
    const { queryId } = live.getSnapshot()
    const { expires } = await client.authorize(server.issuer.token({ ...after, exp: 4_000_000_000 }))
    expect(expires).toBe('2096-10-02T07:06:40.000Z')
    await holds(live, ...wanted)
    expect(live.getSnapshot().queryId).not.toBe(queryId)
    // What moves between teams leaves, or comes, by the new rights; what is new is told by them.
    await server.put(
      { eventId: `${service}-core2`, service, team: 'core' },
      { eventId: `${service}-edge2`, service, team: 'edge' },
    )
    const more = [...wanted, ...wanted.filter((id) => id !== 'none').map((id) => `${id}2`)].sort()
    await holds(live, ...more)
  })

  it('none: the query is refused, and what it held is gone', async () => {
    const service = await stored()
    const client = sdk({ credential: server.issuer.token(core) })
    const live = client.live({ channel: `service:${service}` })
    await holds(live, 'core')
    await client.authorize(server.issuer.token(nothing))
    await eventually('refused', () => live.getSnapshot().state === 'closed')
    expect(live.getSnapshot()).toMatchObject({ error: { code: 'forbidden' }, hits: [], total: 0 })
  })

  it('equal: nothing is asked again', async () => {
    const service = await stored()
    const client = sdk({ credential: server.issuer.token(both) })
    const live = client.live({ channel: `service:${service}` })
    await holds(live, 'core', 'edge')
    const states: string[] = []
    live.subscribe(() => states.push(live.getSnapshot().state))
    await client.authorize(server.issuer.token({ ...both, teams: ['core', 'edge', 'core'] }))
    await server.put({ eventId: `${service}-core2`, service, team: 'core' })
    await holds(live, 'core', 'core2', 'edge')
    expect(new Set(states)).toEqual(new Set(['live']))
  })

  it.each<[string, object, string]>([
    ['of somebody else', { ...operator, sub: 'eve' }, 'forbidden'],
    ['that has ended', { ...operator, exp: 1 }, 'unauthorized'],
    ['for another audience', { ...operator, aud: 'payroll' }, 'unauthorized'],
    ['that is an ID token', { ...operator, nonce: 'n' }, 'unauthorized'],
  ])('%s: refused, and the old rights stand', async (_, claims, code) => {
    const service = await stored()
    const client = sdk({ credential: server.issuer.token(core) })
    const live = client.live({ channel: `service:${service}` })
    await holds(live, 'core')
    await expect(client.authorize(server.issuer.token({ ...claims }))).rejects.toMatchObject({ code })
    await server.put({ eventId: `${service}-edge2`, service, team: 'edge' })
    await server.put({ eventId: `${service}-core2`, service, team: 'core' })
    await holds(live, 'core', 'core2')
  })
})

describe('the end of a token', () => {
  it('goodbye `expired`, and 4408; nothing is told after it', async () => {
    const service = await stored()
    const client = await server.enter(core)
    await client.subscribe({ channel: `service:${service}` })
    ahead += 3_600_000
    const closed = await eventually('closed', () => client.closed)
    expect(closed).toEqual({ code: 4408, reason: 'expired' })
    expect(client.messages.at(-1)).toEqual({ type: 'goodbye', reason: 'expired', reconnectAfterMs: 0 })
  })

  it('the SDK comes back with a fresh one, and the view is as its rights say', async () => {
    const service = await stored()
    let claims: object = both
    const exp = () => Math.floor((Date.now() + ahead) / 1000) + 600
    const client = sdk({ credential: () => server.issuer.token({ ...claims, exp: exp() }) })
    const live = client.live({ channel: `service:${service}` })
    await holds(live, 'core', 'edge')
    claims = edge
    ahead += 3_600_000
    await holds(live, 'edge')
  })
})
