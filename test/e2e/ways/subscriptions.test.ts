import { describe, expect, it } from 'vitest'
import { eventually } from '../../support/eventually.js'
import { answer, details, idsOf, open, ownService, patience, sdk, send, settled, shows } from './site.js'

describe('subscriptions', () => {
  it('what is unsubscribed ends, and only by its latest ref', async () => {
    const service = ownService()
    const channel = `service:${service}`
    const client = await open()
    const { queryId, ref: first } = await client.subscribe({ channel })
    const { ref: second } = await client.subscribe({ channel, limit: 5 })
    const end = (ref: string, of: string) =>
      client.ask('unsubscribed', { action: 'unsubscribe', ref, queryId, of } as const)
    expect(await end('u1', first)).toMatchObject({ queryId, ended: false })
    const witness = await settled(sdk().live({ channel }))
    await send(details(1, service))
    await eventually('it still comes', () => client.liveIds().length > 0, patience)
    expect(await end('u2', second)).toMatchObject({ queryId, ended: true })
    await send(details(3, service, (i) => ({ eventId: `${service}-after-${i}` })))
    await shows(witness, 'all', ({ hits }) => hits.length === 4)
    await client.ask('pong', { action: 'ping', ref: 'p' })
    expect(new Set(client.liveIds())).toEqual(new Set([`${service}-0`]))
    expect(await end('u3', second)).toMatchObject({ ended: false })
  })

  it('one view ends, others of the same connection go on', async () => {
    const service = ownService()
    const client = sdk()
    const [a, b] = [client.live({ channel: `service:${service}` }), client.live({ where: { service, level: 'error' } })]
    await settled(a)
    await settled(b)
    a.close()
    await send(details(4, service, (i) => ({ level: i % 2 === 0 ? 'error' : 'info' })))
    await shows(b, 'the errors', ({ hits }) => hits.length === 2)
    expect(a.getSnapshot()).toMatchObject({ state: 'closed', hits: [] })
  })

  it('who comes late has the view as it is, and what follows', async () => {
    const service = ownService()
    const channel = `service:${service}`
    const start = Date.now()
    const mine = details(30, service, (i) => ({ '@timestamp': start - 1000 + i }))
    await send(mine)
    await eventually('all are stored', async () => (await answer({ channel })).total === 30, patience)
    const live = await settled(sdk().live({ channel, limit: 10 }))
    const newest = [...idsOf(mine)].reverse()
    expect(idsOf(live.getSnapshot().hits)).toEqual(newest.slice(0, 10))
    expect(live.getSnapshot().total).toBe(30)
    await send(details(1, service, () => ({ eventId: `${service}-late`, '@timestamp': Date.now() })))
    const view = await shows(live, 'the one after', ({ total }) => total === 31)
    expect(idsOf(view.hits)).toEqual([`${service}-late`, ...newest.slice(0, 9)])
  })

  it('who comes in the middle of a stream misses nothing and has nothing twice', async () => {
    const service = ownService()
    const channel = `service:${service}`
    const mine = details(200, service, (i) => ({ '@timestamp': Date.now() + i }))
    const early = await settled(sdk().live({ channel, limit: 1000 }))
    const sending = send(mine)
    const late = Array.from({ length: 5 }, async (_, i) => {
      await eventually('some are there', () => early.getSnapshot().hits.length >= 10 + i * 30, patience)
      return settled(sdk().live({ channel, limit: 1000 }))
    })
    await sending
    const lives = [early, ...(await Promise.all(late))]
    for (const live of lives) {
      const view = await shows(live, 'all', ({ hits }) => hits.length >= 200)
      expect(idsOf(view.hits)).toEqual([...idsOf(mine)].reverse())
      expect(view.total).toBe(200)
    }
    expect(await answer({ channel, limit: 1000 })).toEqual({ hits: early.getSnapshot().hits, total: 200 })
  })

  it("a hundred are a connection's most", async () => {
    const client = await open()
    for (let i = 0; i < 102; i++) {
      client.send({ action: 'subscribe', ref: `s${i}`, query: { where: { status: i } }, snapshot: false })
    }
    const errors = () => client.messages.filter((m) => m.type === 'error')
    const subscribed = () => client.messages.filter((m) => m.type === 'subscribed')
    await eventually('all are answered', () => errors().length + subscribed().length === 102, patience)
    expect(subscribed().length).toBe(100)
    expect(errors().map((m) => m.type === 'error' && m.code)).toEqual([
      'too_many_subscriptions',
      'too_many_subscriptions',
    ])
  })
})
