import type { TestProject } from 'vitest/node'
import { startLambdaStack } from '../aws/stack/startLambdaStack.js'
import { access, makeKeys } from './credentials.js'

/** The bundled Lambdas behind emulators of API Gateway, EventBridge and SQS, with DynamoDB Local and OpenSearch. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const keys = makeKeys()
  const stack = await startLambdaStack({ config: { access }, apiKeys: keys.entries })
  project.provide('way', {
    events: { url: stack.events, bus: stack.busName, accessKeyId: 'local', secretAccessKey: 'local' },
    ws: stack.ws,
    people: keys.people,
  })
  return () => stack.stop()
}
