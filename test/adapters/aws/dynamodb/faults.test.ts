import { expect, it } from 'vitest'
import { dynamoClient } from '../../../../src/adapters/aws/dynamodb/client.js'
import { DynamoSubscriptionStore } from '../../../../src/adapters/aws/dynamodb/dynamoSubscriptionStore.js'
import { isUnavailable } from '../../../../src/ports/backendFault.js'
import { ManualClock } from '../../../support/manualClock.js'

const backoff = { budgetMs: 60, firstMs: 10, mostMs: 20 }
process.env['AWS_ACCESS_KEY_ID'] ??= 'local'
process.env['AWS_SECRET_ACCESS_KEY'] ??= 'local'

/** What a read fails with, where this becomes of every request. */
async function faultOf(answer: () => never): Promise<unknown> {
  const client = dynamoClient({ endpoint: 'http://127.0.0.1:1', region: 'eu-central-1' })
  client.middlewareStack.add(() => async () => answer(), { step: 'finalizeRequest', priority: 'low' })
  const store = new DynamoSubscriptionStore({ client, table: 't', clock: new ManualClock(), backoff })
  return store.connection('a').catch((fault: unknown) => fault)
}
const named = (name: string, more: object = {}) => Object.assign(new Error('of 10.0.0.7'), { name, ...more })

it.each([
  ['throttles', named('ProvisionedThroughputExceededException')],
  ['has a fault of its own', named('InternalServerError')],
  ['does not take connections', named('Error', { code: 'ECONNREFUSED' })],
])('a table that %s until the budget is spent is unavailable', async (_, why) => {
  const fault = await faultOf(() => {
    throw why
  })
  expect(fault).toMatchObject({ name: 'DynamoFault' })
  expect(isUnavailable(fault)).toBe(true)
  if ('code' in why) expect(String(fault)).not.toContain('10.0.0.7')
})

it('a request that the table refuses is at fault itself', async () => {
  const why = named('ValidationException')
  const fault = await faultOf(() => {
    throw why
  })
  expect(fault).toBe(why)
  expect(isUnavailable(fault)).toBe(false)
})
