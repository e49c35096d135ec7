import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'

/** One call as it went out, and what may be done to it instead of sending it, or after it was sent. */
export interface DynamoCall {
  /** `TransactWriteItems` and the like. */
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}
export type Fault = (
  call: DynamoCall,
  send: () => Promise<{ readonly output: unknown; readonly response: unknown }>,
) => Promise<{ readonly output: unknown; readonly response: unknown }>

/** Sees every attempt of a client at calling DynamoDB, and can make it fail. */
export class DynamoCalls {
  readonly calls: DynamoCall[] = []
  /** What befalls the calls; undefined: nothing. */
  fault: Fault | undefined

  constructor(client: DynamoDBClient) {
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const operation = String(context.commandName).replace(/Command$/, '')
        const call: DynamoCall = { operation, input: args.input as DynamoCall['input'] }
        this.calls.push(call)
        const send = () => next(args)
        return (await (this.fault === undefined ? send() : this.fault(call, send))) as Awaited<ReturnType<typeof next>>
      },
      // Inside the retries of the client itself.
      { step: 'finalizeRequest', priority: 'low', name: 'dynamoCalls' },
    )
  }

  operations(): ReadonlySet<string> {
    return new Set(this.calls.map((call) => call.operation))
  }
}
