import { afterEach, describe, expect, it } from 'vitest'
import type { Frame } from '../../../../src/domain/wire/frame.js'
import type { Receiver } from '../../../contracts/outbox.contract.js'
import { outboxContract } from '../../../contracts/outbox.contract.js'
import { documentedLimits } from '../../../support/aws/apiGateway/limits.js'
import { type GatewayUnderTest, openGateway } from '../../../support/aws/gatewayReceivers.js'
import { eventually } from '../../../support/eventually.js'

outboxContract('API Gateway', () => openGateway())

const frame = (text: string, hits = 1): Frame => ({
  bytes: new TextEncoder().encode(text),
  hits: new Map(hits === 0 ? [] : [['q1', hits]]),
})
const answer = (text: string) => frame(text, 0)

describe('ApiGatewayOutbox', () => {
  const open: GatewayUnderTest[] = []
  afterEach(() => Promise.all(open.splice(0).map((under) => under.stop())))
  async function start(...[options, api]: Parameters<typeof openGateway>): Promise<GatewayUnderTest> {
    const under = await openGateway(options, api)
    open.push(under)
    return under
  }
  const connectAll = (under: GatewayUnderTest, count: number): Promise<readonly Receiver[]> =>
    // One after the other: an id is told from those that were there before.
    Array.from({ length: count }).reduce<Promise<Receiver[]>>(
      async (before) => [...(await before), await under.connect()],
      Promise.resolve([]),
    )
  const addresses = (receivers: readonly Receiver[]) => receivers.map((r) => r.address)

  it('posts each frame once to each receiver, so many at a time, over as many connections that it keeps', async () => {
    const under = await start({ inFlight: 8 })
    const receivers = await connectAll(under, 60)
    // As long as a network takes, or they would be over before the next begins.
    under.api.faults.post = () => new Promise((resolve) => setTimeout(resolve, 5))
    const frames = [frame('{"n":1}'), frame('{"n":22}')]
    for (let i = 0; i < 3; i++) expect(await under.outbox.post(frames, addresses(receivers))).toEqual([])
    await eventually('all', () => receivers.every((r) => r.received.length === 6))
    const { answers, bytes, mostPostsInFlight, postCalls, posts, sockets } = under.api.counters
    expect({ answers, bytes, postCalls, posts }).toEqual({
      answers: { 200: 360 },
      bytes: 180 * (7 + 8),
      postCalls: 360,
      posts: 360,
    })
    expect(mostPostsInFlight).toBe(8)
    expect(sockets).toBeLessThanOrEqual(8)
  })

  it('keeps to its share of the quota, where more would be throttled', async () => {
    const limits = { ...documentedLimits, requestsPerSecond: 30, requestBurst: 12 }
    const paced = await start({ postsPerSecond: 24, burst: 10 }, { limits })
    const receivers = await connectAll(paced, 10)
    for (let i = 0; i < 3; i++) expect(await paced.outbox.post([frame('{}')], addresses(receivers))).toEqual([])
    expect(paced.api.counters.answers).toEqual({ 200: 30 })
    const hasty = await start({ postsPerSecond: 100_000, burst: 1_000 }, { limits })
    const others = await connectAll(hasty, 10)
    for (let i = 0; i < 3; i++) await hasty.outbox.post([frame('{}')], addresses(others))
    expect(hasty.api.counters.answers[429]).toBeGreaterThan(0)
  })

  it('takes a used-up quota for no fault of its receivers: all get all, in order', async () => {
    const under = await start()
    const receivers = await connectAll(under, 10)
    // Half of them are served meanwhile.
    const throttled = new Map(receivers.slice(5).map(({ address }) => [address.connectionId, 4]))
    under.api.faults.post = (id) => {
      const left = throttled.get(id) ?? 0
      throttled.set(id, left - 1)
      return left > 0 ? 429 : undefined
    }
    expect(await under.outbox.post([frame('{"n":1}'), frame('{"n":2}')], addresses(receivers))).toEqual([])
    for (const { received } of receivers) {
      await eventually('both', () => received.length === 2)
      expect(received).toEqual(['{"n":1}', '{"n":2}'])
    }
    expect(under.api.counters.answers).toEqual({ 200: 20, 429: 20 })
    expect(under.telemetry.droppedTotal.slow).toBe(0)
  })

  it('gives up after three times who is throttled alone, and lets nobody wait for it', async () => {
    const under = await start()
    const [slow, ...quick] = await connectAll(under, 12)
    under.api.faults.post = (id) => (id === slow?.address.connectionId ? 429 : undefined)
    let over = false
    const posted = under.outbox.post([frame('{"n":1}'), frame('{"n":2}')], addresses([slow as Receiver, ...quick]))
    void posted.finally(() => {
      over = true
    })
    await eventually('the others', () => quick.every((r) => r.received.length === 2))
    expect(over).toBe(false)
    expect(await posted).toEqual([{ to: slow?.address, why: 'gaveUp' }])
    expect(under.api.counters.answers).toEqual({ 200: 22, 429: 3 })
  })

  it('sends again what met a fault of the service or of the network', async () => {
    const under = await start()
    const [receiver] = await connectAll(under, 1)
    const faults = [500, 'hang up', 503] as const
    let calls = 0
    under.api.faults.post = () => faults[calls++]
    expect(await under.outbox.post([answer('{"n":1}'), answer('{"n":2}')], addresses([receiver as Receiver]))).toEqual(
      [],
    )
    await eventually('both', () => receiver?.received.length === 2)
    expect(receiver?.received).toEqual(['{"n":1}', '{"n":2}'])
    expect(under.api.counters.postCalls).toBe(5)
    expect(under.telemetry.faults).toEqual([])
  })

  it('is gone after one call that is answered 410, and tried again in its first seconds', async () => {
    let finish = () => {}
    const held = new Promise<void>((resolve) => {
      finish = resolve
    })
    const ids: string[] = []
    const policyDocument = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }
    const under = await start(
      {},
      {
        async invoke(fn, event) {
          if (fn === 'authorizer') return { principalId: 'p', policyDocument }
          ids.push((event as { requestContext: { connectionId: string } }).requestContext.connectionId)
          await held
          return { statusCode: 200 }
        },
      },
    )
    const connecting = under.connect()
    const connectionId = await eventually('inside $connect', () => ids[0])
    const address = { connectionId, endpoint: 'e', packed: false, connectedAt: Date.now() }
    expect(await under.outbox.post([frame('{}')], [{ ...address, connectedAt: 0 }])).toMatchObject([{ why: 'gone' }])
    expect(under.api.counters.postCalls).toBe(1)
    const posted = under.outbox.post([frame('{"young":1}')], [address])
    await eventually('refused', () => under.api.counters.answers[410] === 2)
    finish()
    expect(await posted).toEqual([])
    const receiver = await connecting
    await eventually('the frame', () => receiver.received.includes('{"young":1}'))
  })

  it('tells by `lagging` what it could not post in time, in one post instead of all of them', async () => {
    const under = await start({ budgetMs: 4_000 })
    const receivers = await connectAll(under, 2)
    // What follows it is not sent either, or it would come without it.
    under.api.faults.post = (_, body) => (body.toString() === '{"n":2}' ? 503 : undefined)
    const before = Date.now()
    const frames = [frame('{"n":1}'), frame('{"n":2}', 3), frame('{"n":3}', 4)]
    expect(await under.outbox.post(frames, addresses(receivers))).toEqual([])
    for (const { received } of receivers) {
      await eventually('lagging', () => received.length === 2)
      const lagging = JSON.parse(received[1] ?? '') as { cursor: string }
      expect(lagging).toMatchObject({ type: 'lagging', queryId: 'q1', missed: 7 })
      expect(Date.parse(lagging.cursor)).toBeLessThan(before)
    }
    expect(under.telemetry.droppedTotal.slow).toBe(14)
    expect(under.api.counters.posts).toBe(4)
  })

  it('gives up at the end of its budget, tells its first fault, and leaves nothing under way', async () => {
    const under = await start({ budgetMs: 1_000 })
    const receivers = await connectAll(under, 3)
    under.api.faults.post = () => 500
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
    const before = timers()
    const undelivered = await under.outbox.post([frame('{"n":1}', 5)], addresses(receivers))
    expect(timers()).toBeLessThanOrEqual(before)
    expect(undelivered).toEqual(receivers.map(({ address }) => ({ to: address, why: 'gaveUp' })))
    expect(under.telemetry.faults.map(({ where }) => where)).toEqual(['outbox'])
    expect(under.api.counters.postsInFlight).toBe(0)
  })

  it('never posts to an endpoint that is not configured, and tells the operator', async () => {
    const under = await start()
    const [receiver] = await connectAll(under, 1)
    const foreign = { ...(receiver as Receiver).address, endpoint: under.api.managementUrl }
    expect(await under.outbox.post([frame('{}')], [foreign])).toEqual([{ to: foreign, why: 'gaveUp' }])
    expect(under.api.counters.postCalls).toBe(0)
    expect(String(under.telemetry.faults[0]?.error)).toContain('no endpoint')
  })

  it('posts to each connection through the API that holds it', async () => {
    const [a, b] = [await start(), await start()]
    const [inA] = await connectAll(a, 1)
    const [inB] = await connectAll(b, 1)
    const both = await start({
      endpoints: new Map([
        ['a', a.api.managementUrl],
        ['b', b.api.managementUrl],
      ]),
    })
    const to = [
      { ...(inA as Receiver).address, endpoint: 'a' },
      { ...(inB as Receiver).address, endpoint: 'b' },
    ]
    expect(await both.outbox.post([frame('{"n":1}')], to)).toEqual([])
    await eventually('both', () => inA?.received.length === 1 && inB?.received.length === 1)
    expect([a.api.counters.postCalls, b.api.counters.postCalls]).toEqual([1, 1])
  })

  it('says goodbye and ends the connection, also where its socket is full', async () => {
    const under = await start()
    const [full] = await connectAll(under, 1)
    under.api.faults.post = () => 429
    await under.outbox.close((full as Receiver).address, 4429, { type: 'goodbye', reason: 'slow', reconnectAfterMs: 1 })
    await eventually('closed', () => full?.closed === 1005)
    expect(full?.received).toEqual([])
    expect(under.api.counters.deletes).toBe(1)
    under.api.faults.post = undefined
    // It is gone: nothing is left to say or to end.
    await under.outbox.close((full as Receiver).address, 4408, {
      type: 'goodbye',
      reason: 'expired',
      reconnectAfterMs: 1,
    })
    expect(under.api.counters.deletes).toBe(1)
    expect(under.telemetry.faults).toEqual([])
  })
})
