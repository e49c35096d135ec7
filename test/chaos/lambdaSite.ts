import { setTimeout } from 'node:timers/promises'
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { sqsClient } from '../../src/adapters/aws/sqs/sqsClient.js'
import type { Chance } from '../domain/query/chance.js'
import type { FunctionName } from '../support/aws/lambda/functionName.js'
import { startLambdaStack } from '../support/aws/stack/startLambdaStack.js'
import { HttpProxy } from '../support/faults/httpProxy.js'
import { SocketProxy } from '../support/faults/socketProxy.js'
import { access, makeKeys } from '../support/ways/credentials.js'
import { cutRequests, delayRequests, refuseRequests, socketFaults } from './disturb.js'
import { producing } from './producing.js'
import type { Site } from './site.js'

const local = { region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
/** Those whose processes are killed, the busy ones more often. */
const mortal: readonly FunctionName[] = ['ingest', 'broadcast', 'ingest', 'broadcast', 'message', 'message', 'connect']

/** The bundled functions behind the emulator, with a proxy before each of their services. */
export async function startLambdas(openSearch: string): Promise<Site> {
  const keys = makeKeys()
  const index = await HttpProxy.start('opensearch', openSearch)
  const [dynamo, aws] = [await HttpProxy.start('dynamodb'), await HttpProxy.start('aws')]
  const stack = await startLambdaStack({
    openSearch,
    urls: { opensearch: index.url, dynamodb: dynamo.url, aws: aws.url },
    config: { access },
    apiKeys: keys.entries,
    maxInstances: 8,
    maxReceiveCount: 100,
  })
  dynamo.aim(stack.parts.dynamodb)
  aws.aim(stack.parts.aws)
  const api = new URL(stack.ws)
  const sockets = await SocketProxy.start(() => [Number(api.port)])
  const bridge = producing({ endpoint: stack.events, ...local }, stack.busName)
  const sqs = sqsClient({ endpoint: stack.parts.aws, ...local })
  const counts = { kills: 0, cuts: 0 }
  const onCut = () => counts.cuts++
  const exits = () => Object.values(stack.functions).reduce((sum, one) => sum + one.exits, 0)

  async function waitingIn(queue: 'events' | 'deltas'): Promise<number> {
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const
    const asked = new GetQueueAttributesCommand({ QueueUrl: stack.queues[queue], AttributeNames: [...AttributeNames] })
    const { Attributes = {} } = await sqs.send(asked)
    return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name]), 0)
  }

  return {
    name: 'lambda',
    sockets,
    ws: `ws://127.0.0.1:${sockets.port}${api.pathname}`,
    direct: () => stack.ws,
    pingAfterMs: 300_000,
    people: keys.people,
    send: bridge.send,
    faults: {
      'kill at a step': async (chance) => {
        for (let i = 0; i < 3; i++) stack.functions[chance.of(mortal)].killNextAt(1 + chance.below(12))
      },
      'kill all of one kind': async (chance) => {
        stack.functions[chance.of(mortal)].killInstances()
      },
      ...socketFaults(sockets),
      'cut OpenSearch': (chance) => cutRequests(index, chance, onCut),
      'delay OpenSearch': (chance) => delayRequests(index, chance),
      'refuse by OpenSearch': (chance) => refuseRequests(index, chance),
      'cut DynamoDB': (chance) => cutRequests(dynamo, chance, onCut),
      'delay DynamoDB': (chance) => delayRequests(dynamo, chance),
      'cut EventBridge and SQS': (chance) => cutRequests(aws, chance, onCut),
      'deliver twice': (chance) => deliverTwice(aws, chance),
      'lose posts': async (chance) => {
        stack.api.faults.post = () => chance.of(['hang up', 429, 500, 503, undefined, undefined, undefined] as const)
        await setTimeout(300 + chance.below(1000))
        stack.api.faults.post = undefined
      },
      'lose $disconnect': async (chance) => {
        stack.api.faults.loseDisconnect = true
        await setTimeout(500 + chance.below(3000))
        stack.api.faults.loseDisconnect = false
      },
    },
    get counts() {
      return { ...counts, kills: exits() }
    },
    heal: async () => {},
    waiting: async () => (await waitingIn('events')) + (await waitingIn('deltas')),
    deadLetters: async () => (await stack.deadLetters('events')).length + (await stack.deadLetters('deltas')).length,
    log: () =>
      Object.values(stack.functions)
        .map(({ logs }) =>
          logs
            .filter((line) => /"level":"(WARN|ERROR)"/.test(line))
            .slice(-10)
            .join('\n'),
        )
        .join('\n--\n'),
    async stop() {
      bridge.stop()
      sqs.destroy()
      await sockets.stop()
      await stack.stop()
      await Promise.all([index, dynamo, aws].map((proxy) => proxy.stop()))
    },
  }
}

/** For a while each call that puts deltas onto their bus is carried out once more, some time later and in no order. */
async function deliverTwice(aws: HttpProxy, chance: Chance): Promise<void> {
  const later: Promise<unknown>[] = []
  const interfere: HttpProxy['interfere'] = async (request, forward) => {
    const answer = await forward(request)
    later.push(setTimeout(chance.below(3000)).then(() => forward(request)))
    return answer
  }
  aws.interfere = interfere
  await setTimeout(1000 + chance.below(2000))
  if (aws.interfere === interfere) aws.interfere = () => undefined
  await Promise.all(later)
}
