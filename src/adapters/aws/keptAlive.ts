import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { NodeHttpHandler } from '@smithy/node-http-handler'

/** Connections that are kept open, at most so many; no answer is waited for without end. */
export function keptAlive(maxSockets: number, requestTimeout: number): NodeHttpHandler {
  const kept = { keepAlive: true, maxSockets }
  return new NodeHttpHandler({
    httpAgent: new HttpAgent(kept),
    httpsAgent: new HttpsAgent(kept),
    connectionTimeout: 1_000,
    requestTimeout,
    throwOnRequestTimeout: true,
  })
}
