import { randomBytes } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { builtLambdas, claim } from '../../../../scripts/build/store.mjs'
import { prepareTable } from '../../../../src/adapters/aws/dynamodb/table.js'
import { sqsClient } from '../../../../src/adapters/aws/sqs/sqsClient.js'
import { SqsDeadLetters } from '../../../../src/adapters/aws/sqs/sqsDeadLetters.js'
import { partUrl } from '../../parts/partUrl.js'
import type { InvocationContext } from '../apiGateway/invocation.js'
import { startApiGateway } from '../apiGateway/startApiGateway.js'
import { startEventBridge } from '../eventBridge/startEventBridge.js'
import type { LambdaFunction } from '../lambda/lambdaFunction.js'
import { startEventSourceMapping } from '../poller/eventSourceMapping.js'
import { busNames, makeBuses } from './buses.js'
import { makeFunctions } from './functions.js'
import type { LambdaStack, LambdaStackOptions } from './lambdaStack.js'

const local = { region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }

/**
 * The functions as they are deployed, from their bundles: behind the emulators of API Gateway and EventBridge, with queues
 * of SQS (ElasticMQ), DynamoDB Local and OpenSearch, which all stacks of a run share. The rest goes with `stop`, or with
 * this process.
 */
export async function startLambdaStack(options: LambdaStackOptions = {}): Promise<LambdaStack> {
  const [bundles, dynamodb, opensearch, queueServer] = await Promise.all([
    builtLambdas(),
    partUrl('dynamoDb'),
    options.openSearch ?? partUrl('openSearch'),
    partUrl('sqs'),
  ])
  claim(bundles)
  const bridge = await startEventBridge(queueServer)
  const parts = { dynamodb, opensearch, aws: bridge.url }
  const places = { ...parts, ...options.urls }
  const mark = randomBytes(4).toString('hex')
  const table = `subscriptions-${mark}`
  const { maxReceiveCount = 5, visibilityTimeout = 5 } = options
  const queues = await makeBuses(bridge.url, { mark, maxReceiveCount, visibilityTimeout })
  const client = new DynamoDBClient({ endpoint: dynamodb, ...local })
  await prepareTable(client, table)
  client.destroy()

  const api = await startApiGateway({
    invoke: (name, event, _context: InvocationContext) => answerOf(functions[name], event),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  })
  const functions = makeFunctions(
    bundles,
    {
      ...places,
      table,
      indexPrefix: `metrics${mark}`,
      queues: throughProxy(queues, queueServer, places.aws),
      endpoints: { [api.apiId]: api.managementUrl },
    },
    options,
  )
  await answerOf(functions.prepare, {})
  const sqs = sqsClient({ endpoint: queueServer, ...local })
  const { isImpatient = false } = options
  const mapping = (queue: 'events' | 'deltas', to: LambdaFunction) =>
    startEventSourceMapping({ client: sqs, queueUrl: queues[queue], invoke: (event) => to.invoke(event), isImpatient })
  const mappings = { events: mapping('events', functions.ingest), deltas: mapping('deltas', functions.broadcast) }
  const dead = { events: queues.eventsDead, deltas: queues.deltasDead, welcomes: queues.deltasDead }
  const letters = (queue: 'events' | 'deltas') => new SqsDeadLetters({ client: sqs, queues: { [queue]: dead[queue] } })
  return {
    events: bridge.url,
    busName: busNames.events,
    ws: api.wsUrl,
    parts,
    table,
    indexPrefix: `metrics${mark}`,
    queues,
    functions,
    api,
    mappings,
    deadLetters: async (queue) => (await letters(queue).list({ limit: 1000 })).letters,
    async stop() {
      await Promise.all(Object.values(mappings).map((each) => each.stop()))
      await api.stop()
      await Promise.all(Object.values(functions).map((each) => each.stop()))
      sqs.destroy()
      await bridge.stop()
    },
  }
}

async function answerOf(to: LambdaFunction, event: unknown): Promise<unknown> {
  const outcome = await to.invoke(event)
  if ('errorType' in outcome) throw new Error(outcome.errorMessage)
  return outcome.value
}

/** A queue's URL says where it is called. */
function throughProxy<Q extends object>(queues: Q, real: string, proxy: string): Q {
  return Object.fromEntries(Object.entries(queues).map(([name, url]) => [name, url.replace(real, proxy)])) as Q
}
