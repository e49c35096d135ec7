import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isConnectionId } from './requestContext.js'
import { isSigned } from './signature.js'
import type { ApiState } from './state.js'

/** `@connections`, as "Use @connections commands in your backend service" and the API reference of its operations have it. */
export async function manage(state: ApiState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { api, counters } = state
  const prefix = `/${api.stage}/@connections/`
  const { pathname } = new URL(request.url ?? '/', 'http://api')
  const body = await bodyOf(request)
  if (!pathname.startsWith(prefix)) return answer(response, 403, 'ForbiddenException', 'Forbidden')
  if (request.method === 'POST') {
    counters.postCalls++
    counters.postsInFlight++
    counters.mostPostsInFlight = Math.max(counters.mostPostsInFlight, counters.postsInFlight)
    response.on('close', () => {
      counters.postsInFlight--
      if (!response.writableFinished) return
      counters.answers[response.statusCode] = (counters.answers[response.statusCode] ?? 0) + 1
    })
  }
  if (!isSigned(request)) {
    return answer(response, 403, 'MissingAuthenticationTokenException', 'Missing Authentication Token')
  }
  const connectionId = decodeURIComponent(pathname.slice(prefix.length))
  if (!isConnectionId(connectionId)) {
    return answer(response, 400, 'BadRequestException', `Invalid connectionId: ${connectionId}`)
  }
  if (request.method === 'POST') await post(state, connectionId, body, response)
  else if (request.method === 'GET') get(state, connectionId, response)
  else if (request.method === 'DELETE') remove(state, connectionId, response)
  else answer(response, 403, 'MissingAuthenticationTokenException', 'Missing Authentication Token')
}

async function post(state: ApiState, connectionId: string, body: Buffer, response: ServerResponse): Promise<void> {
  const { counters, faults, limits } = state
  const fault = await faults.post?.(connectionId, body)
  if (fault === 'hang up') return void response.destroy()
  if (fault !== undefined) return answer(response, fault, errorNames[fault], 'As the test wants')
  if (body.length > limits.messageBytes) return answer(response, 413, 'PayloadTooLargeException', 'Message too long')
  if (!state.account.requests.take()) return answer(response, 429, 'LimitExceededException', 'Too Many Requests')
  // Inside `$connect` the id is known to its handler, but nothing can be posted to it yet.
  const connection = state.connections.get(connectionId)
  if (connection?.isOpen !== true) return answer(response, 410, 'GoneException')
  if (!connection.send(body)) return answer(response, 429, 'LimitExceededException', 'Too Many Requests')
  counters.posts++
  counters.bytes += body.length
  counters.units += Math.max(1, Math.ceil(body.length / limits.frameBytes))
  answer(response, 200)
}

const errorNames = {
  410: 'GoneException',
  429: 'LimitExceededException',
  500: 'InternalServerErrorException',
  503: 'ServiceUnavailableException',
} as const

function get(state: ApiState, connectionId: string, response: ServerResponse): void {
  state.counters.gets++
  const connection = state.connections.get(connectionId)
  if (connection?.isOpen !== true) answer(response, 410, 'GoneException')
  else {
    const { place, lastActiveAt } = connection
    const told = {
      connectedAt: new Date(place.connectedAt).toISOString(),
      identity: { sourceIp: place.sourceIp, userAgent: place.userAgent ?? null },
      lastActiveAt: new Date(lastActiveAt).toISOString(),
    }
    response.writeHead(200, { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID() })
    response.end(JSON.stringify(told))
  }
}

function remove(state: ApiState, connectionId: string, response: ServerResponse): void {
  state.counters.deletes++
  const connection = state.connections.get(connectionId)
  if (connection?.isOpen !== true) answer(response, 410, 'GoneException')
  else {
    connection.close()
    answer(response, 204)
  }
}

function answer(response: ServerResponse, status: number, error?: string, message?: string): void {
  response.writeHead(status, {
    'x-amzn-requestid': randomUUID(),
    ...(error === undefined ? {} : { 'x-amzn-errortype': error }),
    ...(message === undefined ? {} : { 'content-type': 'application/json' }),
  })
  response.end(message === undefined ? undefined : JSON.stringify({ message }))
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
