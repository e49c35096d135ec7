import type { Client } from '@smithy/types'

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

  // biome-ignore lint/suspicious/noExplicitAny: any client of the SDK
  constructor(client: Client<any, any, any>) {
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const call = { command: String(context.commandName), input: args.input }
        this.made.push(call)
        const output = this.answer?.(call)
        return output === undefined ? next(args) : { output: { $metadata: {}, ...output }, response: {} }
      },
      { step: 'initialize', name: 'awsCalls' },
    )
  }

  get count(): number {
    return this.made.length
  }
}
