import { once } from 'node:events'
import { WebSocket } from 'ws'
import {
  ApiGatewayOutbox,
  type ApiGatewayOutboxOptions,
} from '../../../src/adapters/aws/apigateway/apiGatewayOutbox.js'
import { managementClient } from '../../../src/adapters/aws/apigateway/managementClient.js'
import type { Address } from '../../../src/ports/connection.js'
import type { OutboxUnderTest, Receiver } from '../../contracts/outbox.contract.js'
import { eventually } from '../eventually.js'
import { RecordingTelemetry } from '../recordingTelemetry.js'
import { type ApiGateway, type ApiGatewayOptions, startApiGateway } from './apiGateway/startApiGateway.js'

const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }

/** A client for an emulator, as the outbox makes it for the service. */
const testClientOf = (url: string) => managementClient(url, { maxSockets: 50, region: 'eu-central-1', credentials })

const allow = {
  principalId: 'p',
  policyDocument: { Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' }] },
}

export interface GatewayUnderTest extends OutboxUnderTest {
  readonly outbox: ApiGatewayOutbox
  readonly api: ApiGateway
  readonly telemetry: RecordingTelemetry
}

/** An `ApiGatewayOutbox` before an emulated API, with real clients. */
export async function openGateway(
  options: Partial<ApiGatewayOutboxOptions> = {},
  api: Partial<ApiGatewayOptions> = {},
): Promise<GatewayUnderTest> {
  const invoke: ApiGatewayOptions['invoke'] = async (fn) => (fn === 'authorizer' ? allow : { statusCode: 200 })
  const gateway = await startApiGateway({ invoke, limits: { socketBufferBytes: 300_000 }, ...api })
  const telemetry = new RecordingTelemetry()
  const outbox = new ApiGatewayOutbox({
    endpoints: new Map([['e', gateway.managementUrl]]),
    clientOf: testClientOf,
    clock: { now: () => Date.now() },
    telemetry,
    postsPerSecond: 4_000,
    burst: 2_000,
    inFlight: 50,
    budgetMs: 30_000,
    ...options,
  })
  const clients: WebSocket[] = []
  return {
    outbox,
    api: gateway,
    telemetry,
    weaker: outbox.weaker,
    maxBufferedBytes: 300_000 + 131_072,
    held: ({ address }) => gateway.connections.get(address.connectionId)?.bufferedBytes ?? 0,
    async connect() {
      const receiver = await connect(gateway)
      clients.push(receiver.client)
      return receiver
    },
    async stop() {
      for (const client of clients) client.terminate()
      outbox.stop()
      await gateway.stop()
    },
  }
}

async function connect(gateway: ApiGateway): Promise<Receiver & { readonly client: WebSocket }> {
  const known = new Set(gateway.connections.keys())
  const client = new WebSocket(gateway.wsUrl)
  const received: string[] = []
  let closed: number | undefined
  client.on('message', (data) => received.push(String(data)))
  client.on('close', (code) => {
    closed = code
  })
  await once(client, 'open')
  const connectionId = await eventually(
    'the connection',
    () => [...gateway.connections].find(([id, connection]) => !known.has(id) && connection.isOpen)?.[0],
  )
  // Long ago: what is answered 410 then is gone.
  const address: Address = { connectionId, endpoint: 'e', packed: false, connectedAt: 0 }
  return {
    client,
    address,
    received,
    get closed() {
      return closed
    },
    pause: () => client.pause(),
    resume: () => client.resume(),
    async leave() {
      client.close()
      await once(client, 'close')
    },
  }
}
