import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { eventually } from '../../support/eventually.js'
import { answer, details, idsOf, open, ownService, patience, sdk, send, settled, shows, webSocketUrl } from './site.js'

describe('rights', () => {
  it('each sees what the rules admit: live, in the snapshot, older, counted, and by key', async () => {
    const service = ownService()
    const query = { channel: `service:${service}` }
    const earlier = details(10, service, (i) => ({ team: i < 6 ? 'core' : 'edge' }))
    await send(earlier)
    const clients = { operator: sdk('operator'), ada: sdk('ada'), cyd: sdk('cyd') }
    const lives = {
      operator: await settled(clients.operator.live(query)),
      ada: await settled(clients.ada.live(query)),
      cyd: await settled(clients.cyd.live(query)),
    }
    const later = details(10, `${service}`, (i) => ({
      eventId: `${service}-later-${i}`,
      ...(i < 3 ? { team: 'core' } : i < 7 ? { team: 'edge' } : i < 9 ? { team: 'other' } : {}),
    }))
    await send(later)
    const of = (team: string) => idsOf([...earlier, ...later].filter((one) => one['team'] === team)).sort()
    await shows(lives.operator, 'everything', ({ hits }) => hits.length === 20)
    for (const [person, team] of [['ada', 'core'] as const, ['cyd', 'edge'] as const]) {
      const wanted = of(team)
      const view = await shows(lives[person], `what ${team} may see`, ({ hits }) => hits.length >= wanted.length)
      expect(idsOf(view.hits).sort()).toEqual(wanted)
      expect(view.total).toBe(wanted.length)
      expect((await answer(query, person)).total).toBe(wanted.length)
      const older = await clients[person].older(query)
      expect(idsOf(older.hits).sort()).toEqual(wanted)
      const from = new Date(Date.now() - 3_600_000).toISOString()
      const summary = await clients[person].summarize({ query, from, interval: '1h', facets: ['team'] })
      expect(summary).toMatchObject({ total: wanted.length, facets: { team: [[team, wanted.length]] } })
    }
    const keys = lives.operator
      .getSnapshot()
      .hits.map((hit) => [`${hit['@timestamp'].slice(0, 10)}/${hit.eventId}`, hit])
    for (const [key, hit] of keys as [string, { team?: string }][]) {
      expect((await lives.ada.load(key)) !== undefined).toBe(hit.team === 'core')
    }
  })

  it('an update that changes hands leaves one view and enters the other', async () => {
    const service = ownService()
    const query = { channel: `service:${service}` }
    const ada = await settled(sdk('ada').live(query))
    const cyd = await settled(sdk('cyd').live(query))
    const [event] = details(1, service, () => ({ team: 'core', '@timestamp': Date.now() }))
    await send([event ?? {}])
    await shows(ada, 'v1', ({ hits }) => hits.length === 1)
    await send([{ ...event, version: 2, team: 'edge' }])
    await shows(cyd, 'v2', ({ hits }) => hits[0]?.version === 2)
    await shows(ada, 'none', ({ hits }) => hits.length === 0)
    expect(cyd.getSnapshot().hits).toMatchObject([{ team: 'edge', version: 2 }])
  })

  it('equal rights share a query, others have one of their own, and nobody reads by a foreign one', async () => {
    const service = ownService()
    const query = { where: { service } }
    await send(details(1, service, () => ({ team: 'edge' })))
    await eventually('stored', async () => (await answer(query)).total === 1, patience)
    const people = ['ada', 'ben', 'cyd', 'operator'] as const
    const clients = await Promise.all(people.map((person) => open({ person })))
    const [ada, ben, cyd, operator] = await Promise.all(clients.map((client) => client.subscribe(query)))
    expect(ada?.queryId).toBe(ben?.queryId)
    expect(new Set([ada, cyd, operator].map((one) => one?.queryId)).size).toBe(3)
    const keys = [`${new Date().toISOString().slice(0, 10)}/${service}-0`]
    const foreign = { action: 'fetch', ref: 'f', queryId: cyd?.queryId ?? '', keys } as const
    expect(await clients[0]?.ask('error', foreign)).toMatchObject({ code: 'unknown_query' })
    const own = { ...foreign, ref: 'g', queryId: ada?.queryId ?? '' }
    expect(await clients[0]?.ask('documents', own)).toMatchObject({ hits: [] })
  })

  it('nobody is let in without a credential, or with a wrong one', async () => {
    for (const headers of [{}, { 'x-api-key': 'db_wrong' }]) {
      const socket = new WebSocket(`${webSocketUrl}?channel=all`, { headers })
      const status = new Promise((resolve) => {
        socket.on('unexpected-response', (_, response) => resolve(response.statusCode))
        socket.on('open', () => resolve('open'))
      })
      socket.on('error', () => {})
      expect([401, 403]).toContain(await status)
      socket.terminate()
    }
  })
})
