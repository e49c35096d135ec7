import type { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import type { SQSClient } from '@aws-sdk/client-sqs'

export interface AwsCall {
  /** `PutEventsCommand` */
  readonly command: string
  // biome-ignore lint/suspicious/noExplicitAny: each command has its own input
  readonly input: any
}

/** Watches an SDK client's calls, and answers or fails them in the service's place. */
export class AwsCalls {
  readonly made: AwsCall[] = []
  /** Undefined: the service answers. A throw is what the caller gets. */
  answer: ((call: AwsCall) => object | undefined) | undefined

  constructor(client: EventBridgeClient | SQSClient) {
    // Both have one stack of middleware; what is added here knows of no input or output.
    ;(client as SQSClient).middlewareStack.add(
      (next, context) => async (args) => {
        const call = { command: String(context.commandName), input: args.input }
        this.made.push(call)
        const output = this.answer?.(call)
        return output === undefined ? next(args) : { output: { $metadata: {}, ...output } as never, response: {} }
      },
      { step: 'initialize', name: 'awsCalls' },
    )
  }

  get count(): number {
    return this.made.length
  }
}
