import type { TestProject } from 'vitest/node'
import { startLambdaStack } from '../aws/stack/startLambdaStack.js'
import { access, makeKeys } from './credentials.js'
import { provideWay } from './provideWay.js'

/** The bundled Lambdas behind emulators of API Gateway, EventBridge and SQS, with DynamoDB Local and OpenSearch. */
export default function setup(project: TestProject): Promise<() => Promise<void>> {
  return provideWay(project, async () => {
    const keys = makeKeys()
    const stack = await startLambdaStack({ config: { access }, apiKeys: keys.entries })
    const events = { url: stack.events, bus: stack.busName, accessKeyId: 'local', secretAccessKey: 'local' }
    return { way: { events, ws: stack.ws, people: keys.people }, stop: () => stack.stop() }
  })
}
