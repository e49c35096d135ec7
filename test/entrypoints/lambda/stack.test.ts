import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { makeApiKey } from '../../../src/adapters/node/auth/makeApiKey.js'
import type { JsonObject } from '../../../src/domain/json.js'
import type { LambdaStack } from '../../support/aws/stack/lambdaStack.js'
import { startLambdaStack } from '../../support/aws/stack/startLambdaStack.js'
import { eventually } from '../../support/eventually.js'
import { TestClient } from '../../support/testClient.js'

const patience = 30_000
const [core, edge, all] = [
  makeApiKey({ name: 'ada', scopes: ['read'], claims: { teams: ['core'], note: 'no rule looks at this' } }),
  makeApiKey({ name: 'cyd', scopes: ['read'], claims: { teams: ['edge'] } }),
  makeApiKey({ name: 'operator', scopes: ['read'], claims: { role: 'operator' } }),
]
const access = [{ when: { role: 'operator' }, allow: {} }, { allow: { team: { in: { claim: 'teams' } } } }]

let stack: LambdaStack
let bridge: EventBridgeClient

beforeAll(async () => {
  const openSearch = await (await fetch(inject('openSearch'))).text()
  stack = await startLambdaStack({ openSearch, config: { access }, apiKeys: [core.entry, edge.entry, all.entry] })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  bridge = new EventBridgeClient({ endpoint: stack.events, region: 'eu-central-1', credentials })
})

afterAll(async () => {
  bridge?.destroy()
  await stack?.stop()
})

async function send(...details: readonly JsonObject[]): Promise<void> {
  const EventBusName = stack.busName
  const Entries = details.map((detail) => ({
    EventBusName,
    Source: 'shop',
    DetailType: 'order',
    Detail: JSON.stringify(detail),
  }))
  const answer = await bridge.send(new PutEventsCommand({ Entries }))
  expect(answer.FailedEntryCount).toBe(0)
}

async function open(key: string, query = '', protocols: string[] = ['deltaboard.v1', `key.${key}`]) {
  const client = await TestClient.open(`${stack.ws}${query}`, protocols)
  onTestFinished(() => client.close())
  return client
}

function idsOf(client: TestClient): string[] {
  return [...new Set(client.liveIds())].sort()
}

describe('events, from PutEvents to viewers', () => {
  test('a client that only listens is welcomed, and gets what its channel brings', async () => {
    const client = await TestClient.open(`${stack.ws}?channel=service:listened`, [], {
      headers: { 'X-API-Key': all.key },
    })
    onTestFinished(() => client.close())
    await eventually('subscribed', () => client.messages.some((m) => m.type === 'subscribed'), patience)
    await send(
      { eventId: 'l1', service: 'listened', team: 'core' },
      { eventId: 'other', service: 'else', team: 'core' },
    )
    await eventually('the event', () => idsOf(client).includes('l1'), patience)
    expect(idsOf(client)).toEqual(['l1'])
    expect(client.socket.protocol).toBe('')
    expect(client.frames.every((frame) => frame.startsWith('{'))).toBe(true)
  })

  test('a subscriber has what was there before and hears what comes after', async () => {
    await send({ eventId: 's1', service: 'shown', team: 'core' })
    const client = await open(all.key)
    expect(client.socket.protocol).toBe('deltaboard.v1')
    await eventually('indexed', async () => {
      const ref = client.nextRef()
      const query = { where: { service: 'shown' } }
      const answer = await client.ask('older', { action: 'older', ref, query })
      return answer.hits.length === 1
    })
    const { parts } = await client.subscribe({ where: { service: 'shown' } })
    expect(parts.flatMap((part) => part.hits).map((hit) => hit.eventId)).toEqual(['s1'])
    const shown = { eventId: 's2', service: 'shown', team: 'core', timestamp: new Date().toISOString() }
    await send({ ...shown, level: 'warn' })
    await eventually('the live event', () => idsOf(client).includes('s2'), patience)
    await send({ ...shown, version: 2, level: 'error' })
    const told = await client.until('the update', (m): m is Extract<typeof m, { type: 'hits' }> => {
      return m.type === 'hits' && (m.changed ?? []).some((changed) => changed.version === 2)
    })
    expect(told.changed?.[0]?.set).toMatchObject({ level: 'error' })
  })

  test('rights are part of the query, from the authorizer on', async () => {
    const [ada, cyd] = [await open(core.key), await open(edge.key)]
    const where = { service: 'rights' }
    const [a, b] = [await ada.subscribe({ where }), await cyd.subscribe({ where })]
    expect(a.queryId).not.toBe(b.queryId)
    await send(
      { eventId: 'r1', service: 'rights', team: 'core' },
      { eventId: 'r2', service: 'rights', team: 'edge' },
      { eventId: 'r3', service: 'rights' },
    )
    await eventually('both', () => idsOf(ada).length > 0 && idsOf(cyd).length > 0, patience)
    expect([idsOf(ada), idsOf(cyd)]).toEqual([['r1'], ['r2']])
  })

  test('what can not be indexed ends among the dead letters with its reason, and the others go through', async () => {
    const client = await open(all.key)
    await client.subscribe({ where: { service: 'poisoned' } })
    await send({ service: 'poisoned', eventId: 'bad', status: 'no number' }, { service: 'poisoned', eventId: 'good' })
    await eventually('the good one', () => idsOf(client).includes('good'), patience)
    const letters = await eventually('the letter', async () => {
      const found = await stack.deadLetters('events')
      return found.length > 0 ? found : undefined
    })
    expect(letters).toHaveLength(1)
    expect(letters[0]).toMatchObject({ topic: 'events', why: { path: 'Detail.status' } })
    expect(JSON.stringify(letters[0]?.item)).toContain('no number')
  })
})

describe('requests', () => {
  test('no credential, and a wrong one, open nothing', async () => {
    await expect(TestClient.open(stack.ws, ['deltaboard.v1'])).rejects.toThrow('401')
    await expect(open(`${core.key}x`)).rejects.toThrow('401')
    await expect(open(all.key, '?channel=status:500')).rejects.toThrow('400')
  })

  test('what can not be read is answered as the protocol says', async () => {
    const client = await open(all.key)
    client.socket.send('no JSON')
    client.socket.send(JSON.stringify({ action: 'dance', ref: 'd' }))
    // API Gateway puts the frames of one message together.
    client.socket.send('x'.repeat(20_000), { fin: false })
    client.socket.send('x'.repeat(20_000), { fin: true })
    const errors = () => client.messages.filter((m) => m.type === 'error')
    await eventually('three errors', () => errors().length === 3, patience)
    expect(
      errors()
        .map((e) => e.code)
        .sort(),
    ).toEqual(['bad_request', 'bad_request', 'too_large'])
    const ref = client.nextRef()
    expect(await client.ask('pong', { action: 'ping', ref })).toMatchObject({ ref })
  })
})

describe('instances', () => {
  test('an instance that ends in the middle costs nothing but time', async () => {
    const client = await open(all.key)
    await client.subscribe({ where: { service: 'killed' } })
    // After the index was written, and before anyone was told.
    stack.functions.ingest.killNextAt(2)
    await send({ eventId: 'k1', service: 'killed' })
    await eventually('the event, all the same', () => idsOf(client).includes('k1'), patience)
    stack.functions.broadcast.killNextAt(3)
    await send({ eventId: 'k2', service: 'killed' })
    await eventually('the next as well', () => idsOf(client).includes('k2'), patience)
    expect(stack.functions.ingest.failures).toBeGreaterThan(0)
    expect(stack.functions.broadcast.failures).toBeGreaterThan(0)
  })

  test('nothing was under way whenever a handler had returned', () => {
    for (const fn of Object.values(stack.functions)) expect(fn.leftovers).toEqual([])
    expect(stack.functions.ingest.calls).toBeGreaterThan(0)
    expect(stack.functions.broadcast.calls).toBeGreaterThan(0)
  })
})
