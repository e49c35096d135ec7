import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Clock } from '../../../../src/ports/clock.js'
import { type Account, createAccount } from './account.js'
import type { ApiConnection } from './apiConnection.js'
import { Connecting } from './connecting.js'
import { Counters } from './counters.js'
import { type Faults, noFaults } from './faults.js'
import { Invocations, type Invoke } from './invocation.js'
import { documentedLimits, type Limits } from './limits.js'
import { manage } from './management.js'
import { newApiId } from './requestContext.js'
import type { ApiState } from './state.js'

export interface ApiGatewayOptions {
  /** The functions behind the authorizer and the routes `$connect`, `$disconnect` and `$default` (`message`). */
  readonly invoke: Invoke
  readonly stage?: string
  readonly clock?: Clock
  readonly limits?: Partial<Limits>
  readonly faults?: Partial<Faults>
  /** For APIs that share their quotas; else this one has an account of its own. */
  readonly account?: Account
}

export interface ApiGateway {
  readonly wsUrl: string
  readonly managementUrl: string
  readonly apiId: string
  readonly stage: string
  /** By id; those inside `$connect` among them (`isOpen` false). */
  readonly connections: ReadonlyMap<string, ApiConnection>
  readonly counters: Counters
  readonly faults: Faults
  stop(): Promise<void>
}

const systemClock: Clock = { now: () => Date.now() }

/** How often clocks are looked at: a test moves them, so no timer can wait for them. */
const checkMs = 20

/** A WebSocket API with the limits and the bad manners of the real service, each from its documentation. */
export async function startApiGateway(options: ApiGatewayOptions): Promise<ApiGateway> {
  const state = createState(options)
  const { api, counters, connections, faults, invocations } = state
  const connecting = new Connecting(state)
  const seen = new WeakSet<Socket>()
  const sockets = new Set<Socket>()
  const server = createServer((request, response) => {
    if (!seen.has(request.socket)) counters.sockets++
    seen.add(request.socket)
    manage(state, request, response).catch(() => response.destroy())
  })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    connecting.connect(request, socket, head).catch(() => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const timer = setInterval(() => {
    invocations.check()
    for (const connection of connections.values()) connection.check()
  }, checkMs).unref()
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    wsUrl: `ws://${host}/${api.stage}`,
    managementUrl: `http://${host}/${api.stage}`,
    apiId: api.apiId,
    stage: api.stage,
    connections,
    counters,
    faults,
    async stop() {
      clearInterval(timer)
      faults.loseDisconnect = true
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function createState(options: ApiGatewayOptions): ApiState {
  const clock = options.clock ?? systemClock
  const limits = { ...documentedLimits, ...options.limits }
  const counters = new Counters()
  return {
    api: { apiId: newApiId(), stage: options.stage ?? 'live', region: 'eu-central-1', account: '123456789012' },
    limits,
    clock,
    account: options.account ?? createAccount(clock, limits),
    faults: { ...noFaults(), ...options.faults },
    counters,
    invocations: new Invocations(options.invoke, clock, limits.integrationMs, counters),
    connections: new Map(),
  }
}
