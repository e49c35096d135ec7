import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocketServer } from 'ws'
import { isObject, type Json } from '../../../../src/domain/json.js'
import { ApiConnection } from './apiConnection.js'
import { readAuthorizer } from './authorizing.js'
import { type Handshake, queryMembers, readHandshake } from './handshake.js'
import type { Invoked } from './invocation.js'
import { disconnected, received } from './live.js'
import { newConnectionId, type Place, requestContext } from './requestContext.js'
import type { ApiState } from './state.js'

interface Accepted {
  readonly subprotocol: string | undefined
}

/** Upgrades as the service does: account quota, authorizer, `$connect`, and only then the connection exists. */
export class Connecting {
  readonly #state: ApiState
  readonly #upgrades: WebSocketServer
  readonly #subprotocols = new WeakMap<IncomingMessage, string>()

  constructor(state: ApiState) {
    this.#state = state
    this.#upgrades = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: state.limits.messageBytes,
      // "WebSocket APIs: subprotocols": nothing is selected here; `$connect`'s answer names it, or nobody does.
      handleProtocols: () => false,
    })
    this.#upgrades.on('headers', (headers, request) => {
      const subprotocol = this.#subprotocols.get(request)
      if (subprotocol !== undefined) headers.push(`Sec-WebSocket-Protocol: ${subprotocol}`)
    })
  }

  async connect(request: IncomingMessage, network: Socket, head: Buffer): Promise<void> {
    const state = this.#state
    network.on('error', () => network.destroy())
    const refusedEarly = this.#refusedEarly(request)
    if (refusedEarly !== undefined) return this.#refuse(network, refusedEarly)
    const handshake = readHandshake(request, state.api, state.faults.lowerCaseHeaders)
    const place = placeOf(request, state)
    const authorized = await this.#authorize(handshake, place)
    if ('status' in authorized) return this.#refuse(network, authorized.status)
    const connection = new ApiConnection({ ...place, ...authorized }, handshake, state.limits, state.clock)
    state.connections.set(place.connectionId, connection)
    const accepted = await this.#callConnect(connection)
    if ('status' in accepted || network.destroyed) {
      state.connections.delete(place.connectionId)
      return this.#refuse(network, 'status' in accepted ? accepted.status : 500)
    }
    if (accepted.subprotocol !== undefined) this.#subprotocols.set(request, accepted.subprotocol)
    this.#upgrades.handleUpgrade(request, network, head, (socket) => {
      state.counters.connects++
      connection.open(socket, network, head, {
        message: (text) => void received(state, connection, text),
        closed: (code, reason) => void disconnected(state, connection, code, reason),
      })
    })
  }

  #refusedEarly(request: IncomingMessage): number | undefined {
    const url = request.url ?? ''
    if (url.length > this.#state.limits.urlLength) return 414
    if (!isStage(url, this.#state.api.stage)) return 403
    return this.#state.account.connects.take() ? undefined : 429
  }

  async #authorize(handshake: Handshake, place: Place) {
    const { api, invocations, clock, limits } = this.#state
    const methodArn = `arn:aws:execute-api:${api.region}:${api.account}:${api.apiId}/${api.stage}/$connect`
    const event = {
      type: 'REQUEST',
      methodArn,
      headers: handshake.headers,
      multiValueHeaders: handshake.multiValueHeaders,
      queryStringParameters: {},
      multiValueQueryStringParameters: {},
      ...queryMembers(handshake.query),
      stageVariables: {},
      requestContext: requestContext(api, place, clock.now(), '$connect'),
    }
    return readAuthorizer(await invocations.call('authorizer', event), methodArn, limits.authorizerBytes)
  }

  async #callConnect({ handshake, place }: ApiConnection): Promise<{ readonly status: number } | Accepted> {
    const { api, invocations, clock } = this.#state
    return readConnect(
      await invocations.call('connect', {
        headers: handshake.headers,
        multiValueHeaders: handshake.multiValueHeaders,
        ...queryMembers(handshake.query),
        requestContext: requestContext(api, place, clock.now(), '$connect'),
        isBase64Encoded: false,
      }),
    )
  }

  #refuse(network: Socket, status: number): void {
    this.#state.counters.refusedConnects++
    const body = JSON.stringify({ message: STATUS_CODES[status] })
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Connection: close',
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
    ]
    network.end(`${head.join('\r\n')}\r\n\r\n${body}`)
  }
}

/** The proxy answer of `$connect`: any status but 2xx refuses, no answer within the time-out is 504, no proxy answer 502. */
function readConnect(invoked: Invoked): { readonly status: number } | Accepted {
  if (invoked === 'timed out') return { status: 504 }
  const answer = 'answer' in invoked ? (invoked.answer as Json) : undefined
  if (!isObject(answer) || typeof answer['statusCode'] !== 'number') return { status: 502 }
  const { statusCode, headers = {} } = answer
  if (statusCode < 200 || statusCode > 299) return { status: statusCode }
  const subprotocol = isObject(headers)
    ? Object.entries(headers).find(([name]) => name.toLowerCase() === 'sec-websocket-protocol')?.[1]
    : undefined
  return { subprotocol: typeof subprotocol === 'string' ? subprotocol : undefined }
}

function isStage(url: string, stage: string): boolean {
  const { pathname } = new URL(url, 'http://api')
  return pathname === `/${stage}` || pathname === `/${stage}/`
}

function placeOf(request: IncomingMessage, { clock }: ApiState): Place {
  return {
    connectionId: newConnectionId(),
    connectedAt: clock.now(),
    sourceIp: request.socket.remoteAddress ?? '',
    userAgent: request.headers['user-agent'],
    authorizer: undefined,
  }
}
