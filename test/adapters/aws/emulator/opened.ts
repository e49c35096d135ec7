import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { InvocationContext } from '../../../support/aws/apiGateway/invocation.js'
import {
  type ApiGateway,
  type ApiGatewayOptions,
  startApiGateway,
} from '../../../support/aws/apiGateway/startApiGateway.js'

/** One call of a function. */
export interface Call {
  readonly fn: string
  // Events are read by the tests as JSON.
  // biome-ignore lint/suspicious/noExplicitAny: the shape of an event is what these tests look at
  readonly event: any
  readonly context: InvocationContext
}

export type Answers = Partial<Record<'authorizer' | 'connect' | 'disconnect' | 'message', (call: Call) => unknown>>

/** What an authorizer answers to let somebody in. */
export const allow = (resource = '*', context?: object) => ({
  principalId: 'user',
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: resource }],
  },
  ...(context === undefined ? {} : { context }),
})

/** An API whose functions answer as told, and what they were called with. */
export async function openApi(
  answers: Answers = {},
  options: Omit<ApiGatewayOptions, 'invoke'> = {},
): Promise<{ api: ApiGateway; calls: Call[] }> {
  const calls: Call[] = []
  const answered: Required<Answers> = {
    authorizer: () => allow(),
    connect: () => ({ statusCode: 200 }),
    disconnect: () => ({ statusCode: 200 }),
    message: () => ({ statusCode: 200 }),
    ...answers,
  }
  const api = await startApiGateway({
    ...options,
    async invoke(fn, event, context) {
      const call = { fn, event, context }
      calls.push(call)
      return answered[fn](call)
    },
  })
  return { api, calls }
}

export interface Client {
  readonly socket: WebSocket
  readonly received: string[]
  readonly closed: { readonly code: number; readonly reason: string } | undefined
}

/** The status with which an upgrade is refused, or an open client. */
export async function connectTo(url: string, protocols: string[] = [], headers: object = {}): Promise<Client | number> {
  const socket = new WebSocket(url, protocols, { headers: headers as Record<string, string>, perMessageDeflate: false })
  const received: string[] = []
  let closed: { code: number; reason: string } | undefined
  socket.on('message', (data) => received.push(String(data)))
  socket.on('close', (code, reason) => {
    closed = { code, reason: reason.toString() }
  })
  const refused = new Promise<number>((resolve) => {
    socket.on('unexpected-response', (_, response) => {
      response.resume()
      socket.terminate()
      resolve(response.statusCode ?? 0)
    })
  })
  const failed = new Promise<number>((resolve) => socket.on('error', () => setImmediate(() => resolve(0))))
  const outcome = await Promise.race([once(socket, 'open').catch(() => failed), refused, failed])
  if (typeof outcome === 'number') return outcome
  return {
    socket,
    received,
    get closed() {
      return closed
    },
  }
}

export async function connected(url: string, protocols: string[] = [], headers: object = {}): Promise<Client> {
  const client = await connectTo(url, protocols, headers)
  if (typeof client === 'number') throw new Error(`refused with ${client}`)
  return client
}
