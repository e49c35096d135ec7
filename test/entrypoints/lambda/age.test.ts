import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { growsOld } from '../../support/aging.js'
import type { LambdaStack } from '../../support/aws/stack/lambdaStack.js'
import { startLambdaStack } from '../../support/aws/stack/startLambdaStack.js'
import { TimedClock } from '../../support/timedClock.js'

let clock: TimedClock
let stack: LambdaStack
let bridge: EventBridgeClient

beforeAll(async () => {
  const openSearch = await (await fetch(inject('openSearch'))).text()
  clock = new TimedClock(Date.now())
  stack = await startLambdaStack({ openSearch, clock })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  bridge = new EventBridgeClient({ endpoint: stack.events, region: 'eu-central-1', credentials })
})
afterAll(async () => {
  bridge?.destroy()
  await stack?.stop()
})

// API Gateway's and the client's clock are moved. The functions go by the machine's, and so do leases: they are reckoned
// from when the gateway says that a connection began, so none of them ends here.
it('a connection to the Lambdas is replaced before API Gateway ends it for its age, or for silence, without a break', async () => {
  await growsOld({
    ws: stack.ws,
    clock,
    async send(details) {
      const Entries = details.map((detail) => ({
        EventBusName: stack.busName,
        Source: 'test',
        DetailType: 'tested',
        Detail: JSON.stringify(detail),
      }))
      expect((await bridge.send(new PutEventsCommand({ Entries }))).FailedEntryCount).toBe(0)
    },
    isBusy: () => isCalled(stack),
  })
}, 120_000)

/** True while a function that API Gateway calls is at work: how long it may take goes by the clock that is moved. */
function isCalled({ functions: { authorizer, connect, disconnect, message } }: LambdaStack): boolean {
  return [authorizer, connect, disconnect, message].some((each) => each.underWay > 0)
}
