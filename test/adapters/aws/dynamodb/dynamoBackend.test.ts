import { randomUUID } from 'node:crypto'
import { CreateTableCommand, DescribeTimeToLiveCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { dynamoClient } from '../../../../src/adapters/aws/dynamodb/client.js'
import { DynamoBackend } from '../../../../src/adapters/aws/dynamodb/dynamoBackend.js'
import { prepareTable, subscriptionTable } from '../../../../src/adapters/aws/dynamodb/table.js'
import { DynamoCalls } from '../../../support/aws/dynamoCalls.js'
import { dynamoUnderTest } from './table.js'

const dynamo = dynamoUnderTest()
const clock = { now: () => Date.now() }

describe('the table of subscriptions', () => {
  it('is made once, with time to live by `expiresAt`, however often it is prepared, and by how many', async () => {
    const name = `t${randomUUID()}`
    await Promise.all([prepareTable(dynamo.client, name), prepareTable(dynamo.another(), name)])
    await prepareTable(dynamo.client, name)
    const { TimeToLiveDescription } = await dynamo.client.send(new DescribeTimeToLiveCommand({ TableName: name }))
    expect(TimeToLiveDescription).toMatchObject({ AttributeName: 'expiresAt', TimeToLiveStatus: 'ENABLED' })
  })

  it('gets its time to live where only that is missing', async () => {
    const name = `t${randomUUID()}`
    await dynamo.client.send(new CreateTableCommand(subscriptionTable(name)))
    await prepareTable(dynamo.client, name)
    expect(await new DynamoBackend({ client: dynamo.another(), table: name, clock }).health()).not.toHaveProperty(
      'weaker',
    )
  })

  it('is taken as it stands by who may neither make it nor turn its time to live on', async () => {
    const name = await dynamo.table()
    const client = dynamo.another()
    const calls = new DynamoCalls(client)
    calls.fault = (call, send) => {
      if (call.operation === 'DescribeTable') return send()
      throw Object.assign(new Error('planted'), { name: 'AccessDeniedException' })
    }
    await prepareTable(client, name)
    await expect(prepareTable(client, 'none')).rejects.toMatchObject({ name: 'AccessDeniedException' })
  })

  it('is well where it can be used, and its clock agrees with ours', async () => {
    const name = `t${randomUUID()}`
    await prepareTable(dynamo.client, name)
    const backend = new DynamoBackend({ client: dynamo.another(), table: name, clock })
    expect(await backend.health()).toEqual({ ok: true, detail: `table ${name} is ACTIVE`, clockOffsetMs: 0 })
  })

  it('tells how far its clock is off ours', async () => {
    const name = await dynamo.table()
    const slow = { now: () => Date.now() - 5_000 }
    const backend = new DynamoBackend({ client: dynamo.another(), table: name, clock: slow })
    const { clockOffsetMs } = await backend.health()
    // To the second, as it tells the time; less than it is.
    expect(clockOffsetMs).toBeGreaterThan(3_000)
    expect(clockOffsetMs).toBeLessThanOrEqual(5_000)
  })

  it('is weaker where lapsed rows stay', async () => {
    const name = await dynamo.table()
    const health = await new DynamoBackend({ client: dynamo.another(), table: name, clock }).health()
    expect(health).toMatchObject({ ok: true, weaker: { expiry: expect.stringContaining('time to live') } })
    const other = { TableName: name, TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } }
    await dynamo.client.send(new UpdateTimeToLiveCommand(other))
    expect(await new DynamoBackend({ client: dynamo.another(), table: name, clock }).health()).toHaveProperty('weaker')
  })

  it('is not well where there is none, or no server, and says so within two seconds', async () => {
    const missing = await new DynamoBackend({ client: dynamo.another(), table: 'none', clock }).health()
    expect(missing).toEqual({ ok: false, detail: "table none can't be asked for: ResourceNotFoundException" })
    const began = performance.now()
    // An address of a network that is for documents: nobody answers there.
    const client = dynamoClient({ endpoint: 'http://192.0.2.1:9', region: 'eu-central-1' })
    const dead = await new DynamoBackend({ client, table: 'any', clock }).health()
    client.destroy()
    expect(dead.ok).toBe(false)
    expect(dead.detail).not.toContain('192.0.2.1')
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})
