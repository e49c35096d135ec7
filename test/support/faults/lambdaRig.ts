import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { WebSocket } from 'ws'
import { type Client, connect } from '../../../client/src/index.js'
import type { JsonObject } from '../../../src/domain/json.js'
import type { LambdaStack, LambdaStackOptions } from '../aws/stack/lambdaStack.js'
import { startLambdaStack } from '../aws/stack/startLambdaStack.js'
import { HttpProxy } from './httpProxy.js'

/** The Lambdas, with a proxy on each of their ways, open to everyone. */
export class LambdaRig {
  readonly stack: LambdaStack
  readonly index: readonly HttpProxy[]
  readonly dynamo: HttpProxy
  /** Of EventBridge and SQS, as functions call them. */
  readonly aws: HttpProxy
  readonly viewer: Client
  readonly #bridge: EventBridgeClient

  private constructor(stack: LambdaStack, index: HttpProxy, dynamo: HttpProxy, aws: HttpProxy) {
    this.stack = stack
    this.index = [index]
    this.dynamo = dynamo
    this.aws = aws
    this.viewer = connect({ url: stack.ws, WebSocket })
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
    this.#bridge = new EventBridgeClient({ endpoint: stack.events, region: 'eu-central-1', credentials })
  }

  /** `openSearch`: URL of one that runs. */
  static async start(openSearch: string, options: LambdaStackOptions = {}): Promise<LambdaRig> {
    const index = await HttpProxy.start('opensearch', openSearch)
    const [dynamo, aws] = [await HttpProxy.start('dynamodb'), await HttpProxy.start('aws')]
    const urls = { opensearch: index.url, dynamodb: dynamo.url, aws: aws.url }
    const stack = await startLambdaStack({ openSearch, urls, ...options })
    dynamo.aim(stack.parts.dynamodb)
    aws.aim(stack.parts.aws)
    return new LambdaRig(stack, index, dynamo, aws)
  }

  get ws(): string {
    return this.stack.ws
  }

  readonly send = async (details: readonly JsonObject[]): Promise<void> => {
    for (let i = 0; i < details.length; i += 10) {
      const Entries = details.slice(i, i + 10).map((detail) => ({
        EventBusName: this.stack.busName,
        Source: 'test',
        DetailType: 'tested',
        Detail: JSON.stringify(detail),
      }))
      const answer = await this.#bridge.send(new PutEventsCommand({ Entries }))
      if (answer.FailedEntryCount !== 0) throw new Error(JSON.stringify(answer))
    }
  }

  async stop(): Promise<void> {
    this.viewer.close()
    this.#bridge.destroy()
    await this.stack.stop()
    await Promise.all([...this.index, this.dynamo, this.aws].map((proxy) => proxy.stop()))
  }
}
