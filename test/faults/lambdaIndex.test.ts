import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectionKey, subscriberKey } from '../../src/adapters/aws/dynamodb/keys.js'
import { eventually } from '../support/eventually.js'
import { LambdaRig } from '../support/faults/lambdaRig.js'
import { openSearchUrl } from '../support/faults/openSearchUrl.js'
import { TestClient } from '../support/testClient.js'
import { indexFaults } from './indexFaults.js'
import { allArrive, details, ownService, patience, viewOf } from './rig.js'

let rig: LambdaRig
beforeAll(async () => {
  rig = await LambdaRig.start(await openSearchUrl(), { visibilityTimeout: 20, maxReceiveCount: 20 })
})
afterAll(() => rig?.stop())

describe('Lambdas whose OpenSearch is ill', () => {
  indexFaults(() => rig)
})

describe('Lambdas whose DynamoDB throttles', () => {
  it('every other call: who subscribes is answered, and all arrive', async () => {
    const service = ownService()
    let asked = 0
    let throttled = 0
    rig.dynamo.interfere = () => {
      if (asked++ % 2 === 1) return undefined
      throttled++
      const type = 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException'
      const body = JSON.stringify({
        __type: type,
        message: 'The level of configured provisioned throughput was exceeded.',
      })
      return { status: 400, headers: { 'content-type': 'application/x-amz-json-1.0' }, body }
    }
    try {
      const view = await viewOf(rig, service)
      const sent = details(12, service)
      await rig.send(sent)
      await allArrive(rig, service, view, sent)
      expect(throttled).toBeGreaterThan(3)
    } finally {
      rig.dynamo.interfere = () => undefined
    }
  })
})

describe('a queue that delivers twice and out of order', () => {
  it('changes nothing in the view: deltas told again, older after newer', async () => {
    const service = ownService()
    const { live, added } = await viewOf(rig, service)
    const at = Date.now()
    const [event] = details(1, service, () => ({ '@timestamp': at }))
    const calls: (() => Promise<unknown>)[] = []
    rig.aws.interfere = async (request, forward) => {
      const isDelta = String(request.headers['x-amz-target']).endsWith('PutEvents')
      if (!isDelta || !request.body.includes(service)) return undefined
      calls.push(() => forward(request))
      return forward(request)
    }
    try {
      for (let version = 1; version <= 6; version++) {
        await rig.send([
          { ...event, version },
          { ...event, eventId: `${service}-b${version}` },
        ])
        await eventually(`v${version}`, () => live.getSnapshot().hits.some((hit) => hit.version >= version), patience)
      }
      await eventually('all', () => live.getSnapshot().hits.length === 7, patience)
    } finally {
      rig.aws.interfere = () => undefined
    }
    const before = live.getSnapshot()
    const { batches } = rig.stack.mappings.deltas.counters
    for (const again of calls.reverse()) await again()
    await eventually('all told again', () => rig.stack.mappings.deltas.counters.batches > batches, patience)
    await rig.send([{ ...event, eventId: `${service}-last` }])
    await eventually('the last', () => added.includes(`${service}-last`), patience)
    expect(added.length).toBe(8)
    const { hits, total } = live.getSnapshot()
    expect(hits.filter((hit) => hit.eventId !== `${service}-last`)).toEqual(before.hits)
    expect(total).toBe(8)
  })
})

/** Rows that DynamoDB holds of a connection that looks at a query, whoever else does. */
async function rowsOf(connectionId: string, queryId: string): Promise<number> {
  const where = { endpoint: rig.stack.parts.dynamodb, region: 'eu-central-1' }
  const client = new DynamoDBClient({ ...where, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } })
  const documents = DynamoDBDocumentClient.from(client)
  const table = { TableName: rig.stack.table, ConsistentRead: true }
  try {
    const { pk } = connectionKey(connectionId)
    const own = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk } }
    const { Count = 0 } = await documents.send(new QueryCommand({ ...table, ...own }))
    const subscriber = await documents.send(new GetCommand({ ...table, Key: subscriberKey(queryId, connectionId) }))
    return Count + (subscriber.Item === undefined ? 0 : 1)
  } finally {
    client.destroy()
  }
}

describe('a connection that is gone without $disconnect', () => {
  it('is forgotten with the first post, and gets no other', async () => {
    const service = ownService()
    const { live } = await viewOf(rig, service)
    const { api } = rig.stack
    api.faults.loseDisconnect = true
    const before = new Set(api.connections.keys())
    const lost = await TestClient.open(rig.ws)
    const connectionId = [...api.connections.keys()].find((id) => !before.has(id)) as string
    const opened = Date.now()
    const { queryId } = await lost.subscribe({ channel: `service:${service}` })
    expect(await rowsOf(connectionId, queryId), 'connection, subscription, subscriber').toBe(3)
    // In a connection's first seconds 410 is not believed.
    await eventually('it is no longer young', () => Date.now() - opened > 5500)
    lost.socket.terminate()
    const posts: string[] = []
    api.faults.post = (to) => {
      posts.push(to)
      return undefined
    }
    try {
      for (let i = 0; i < 4; i++) {
        await rig.send(details(1, service, () => ({ eventId: `${service}-${i}` })))
        await eventually('told', () => live.getSnapshot().hits.length === i + 1, patience)
        if (i > 0) continue
        await eventually('no row is left', async () => (await rowsOf(connectionId, queryId)) === 0)
      }
    } finally {
      api.faults.post = undefined
      api.faults.loseDisconnect = false
    }
    expect(posts.filter((to) => to === connectionId)).toEqual([connectionId])
  })
})
