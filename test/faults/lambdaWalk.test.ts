import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DynamoSubscriptionStore } from '../../src/adapters/aws/dynamodb/dynamoSubscriptionStore.js'
import { newConnectionId } from '../support/aws/apiGateway/requestContext.js'
import { eventually } from '../support/eventually.js'
import { LambdaRig } from '../support/faults/lambdaRig.js'
import { putLostViewer } from '../support/faults/lostViewer.js'
import { openSearchUrl } from '../support/faults/openSearchUrl.js'
import { expectCovered, portCallsOf, type RequestsOf, stepsOf } from '../support/faults/portCalls.js'
import { details, indexAnswer, ownService, patience, viewOf } from './rig.js'

let rig: LambdaRig
let dynamo: DynamoDBClient
beforeAll(async () => {
  rig = await LambdaRig.start(await openSearchUrl(), {
    // What is under way on a busy machine is not delivered again; what died is, at once.
    visibilityTimeout: 90,
    isImpatient: true,
    maxReceiveCount: 100,
  })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  dynamo = new DynamoDBClient({ endpoint: rig.stack.parts.dynamodb, region: 'eu-central-1', credentials })
})
afterAll(async () => {
  dynamo?.destroy()
  await rig?.stop()
})

/** One that is gone, or one that takes nothing: the next post finds it out. */
async function putLost(kind: 'gone' | 'slow', service: string): Promise<void> {
  const { api, table } = rig.stack
  const store = new DynamoSubscriptionStore({ client: dynamo, table, clock: { now: Date.now } })
  const connectionId = newConnectionId()
  await putLostViewer(store, service, { connectionId, endpoint: api.apiId })
  api.faults.post = (to) => (kind === 'slow' && to === connectionId ? 429 : undefined)
}

const table = 'DynamoDB_20120810'
const requests: Readonly<Record<'ingest' | 'broadcast', RequestsOf>> = {
  ingest: {
    'ingest index.get': ['POST _mget'],
    // A probe is nobody's event: where its instance ends, it is lost, as it shall be.
    'ingest index.probe': [],
    'ingest index.write': ['POST _bulk', 'POST _bulk'],
    'ingest bus.publish': ['AWSEvents.PutEvents'],
  },
  broadcast: {
    'broadcast index.get': ['POST _mget'],
    'broadcast store.queries': [`${table}.BatchGetItem`, `${table}.Query`],
    'broadcast store.subscribers': [`${table}.Query`],
    'broadcast outbox.post': ['POST @connections'],
    'broadcast outbox.close': ['DELETE @connections'],
    // Its row, who looks at what among its queries, and the rows of those.
    'broadcast store.disconnect': [`${table}.Query`, ...Array.from({ length: 3 }, () => `${table}.BatchWriteItem`)],
  },
}

it.each(['ingest', 'broadcast'] as const)(
  'an instance of %s may end between any two of its steps: the event is delivered, once in the view',
  async (name) => {
    const service = ownService()
    const { live } = await viewOf(rig, service)
    const told: string[] = []
    live.onChange(({ added, changed }) => {
      told.push(...[...added, ...changed.map(({ after }) => after)].map((hit) => `${hit.eventId} v${hit.version}`))
    })
    const [updated] = details(1, service)
    await rig.send([updated ?? {}])
    await eventually('the first version', () => told.length === 1, patience)
    const wanted = [...told]
    const { verifiedAt } = live.getSnapshot()
    const subject = rig.stack.functions[name]
    // So large that its delta goes by reference.
    const more = name === 'broadcast' ? { note: 'n'.repeat(205_000) } : {}
    let round = 0
    /** One update and one new document; answers whether an instance ended at this step. */
    const run = async (step: string | undefined, lost: 'gone' | 'slow') => {
      round++
      if (name === 'broadcast') await putLost(lost, service)
      await eventually('nothing is under way', () => subject.busy === 0, patience)
      // What an instance of broadcast remembers it need not ask for: all of them begin anew.
      if (name === 'broadcast') subject.killInstances()
      const { exits } = subject
      subject.endAt = step
      const fresh = { ...updated, eventId: `${service}-new-${round}`, ...more }
      const version = round + 1
      await rig.send([{ ...updated, version }, fresh])
      wanted.push(`${service}-0 v${version}`, `${service}-new-${round} v1`)
      const over = () => subject.exits > exits || subject.busy === 0
      await eventually(`both are told (${step})`, () => wanted.every((one) => told.includes(one)) && over(), patience)
      subject.endAt = undefined
      return subject.exits > exits
    }
    const walked = new Set<string>()
    await run(undefined, 'gone')
    for (const step of stepsOf(requests[name])) {
      const lost = step.includes('DELETE') ? 'slow' : 'gone'
      // A batch may come in two, and in each the steps are fewer.
      for (let tries = 0; tries < 6 && !walked.has(step); tries++) if (await run(step, lost)) walked.add(step)
    }
    rig.stack.api.faults.post = undefined
    console.log(`${walked.size} kills of ${name}: ${[...walked].join(', ')}`)
    expectCovered(portCallsOf(name), requests[name], walked, subject.steps)
    expect([...told].sort()).toEqual([...wanted].sort())
    const view = live.getSnapshot()
    expect(view.verifiedAt, 'told live, and not found by asking again').toBe(verifiedAt)
    expect(view.total).toBe(round + 1)
    expect(view.hits).toEqual(await indexAnswer(rig.ws, service))
  },
)
