import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Config } from '../config/config.js'
import { respond } from './http/respond.js'
import { Routes } from './http/routes.js'
import type { ServerNode } from './node.js'
import { pageFolder, readAssets } from './page/assets.js'
import { Connections } from './sockets/connections.js'
import { Upgrade } from './sockets/upgrade.js'

export interface RunningServer {
  /** Of the page, without a slash at its end: `http://localhost:8080`. */
  readonly url: string
  readonly port: number
  /** Takes nothing more, lets what was taken finish, says goodbye, closes: within `timeouts.stopMs`. */
  stop(): Promise<void>
}

export interface ServerOptions {
  /** Folder of the built page; where it is undefined, it is looked for beside this module. */
  readonly page?: string
  readonly now?: () => number
}

/** Serves a node on one port: HTTP, WebSocket and page. Rejects where the port cannot be had. */
export async function startServer(
  node: ServerNode,
  config: Config,
  log: Logger,
  { page = pageFolder(), now = Date.now }: ServerOptions = {},
): Promise<RunningServer> {
  let draining = false
  const isDraining = () => draining
  const connections = new Connections({ node, heartbeatMs: config.timeouts.heartbeatMs, log, now })
  const routes = new Routes({ node, config, assets: readAssets(page), now, draining: isDraining })
  const upgrade = new Upgrade({ node, config, connections, log, now, draining: isDraining })
  const { headersMs, requestMs } = config.timeouts
  const server = createServer({
    headersTimeout: headersMs,
    requestTimeout: Math.max(headersMs, requestMs),
    // Time-outs are only looked at so often.
    connectionsCheckingInterval: Math.max(50, Math.min(5000, headersMs / 2)),
    keepAliveTimeout: 65_000,
    noDelay: true,
  })
  server.on('request', (request, response) => {
    void respond(request, response, routes, config, log)
  })
  server.on('upgrade', (request, socket, head) => {
    void upgrade.handle(request, socket, head, routes.path(request.url ?? '') === '/ws')
  })
  server.on('clientError', answerClientError)
  await listen(server, config)
  const { port } = server.address() as AddressInfo
  const url = `http://${hostInUrl(config.host)}:${port}${config.basePath}`
  log.info({ url, open: config.open }, 'listening')

  let stopped: Promise<void> | undefined
  async function stop(): Promise<void> {
    draining = true
    const { stopMs } = config.timeouts
    log.info({ connections: connections.size }, 'stopping')
    const closed = new Promise<void>((done) => server.close(() => done()))
    server.closeIdleConnections()
    await Promise.race([node.drain(stopMs * 0.5), sleep(stopMs * 0.5, undefined, { ref: false })])
    connections.goodbye(spreadOf(connections.size))
    await until(() => connections.size === 0, stopMs * 0.3)
    connections.stop()
    server.closeIdleConnections()
    await Promise.race([closed, sleep(stopMs * 0.1, undefined, { ref: false })])
    server.closeAllConnections()
    log.info('stopped')
  }
  return { url, port, stop: () => (stopped ??= stop()) }
}

/** Clients come back over so long that a few hundred a second arrive, and at least over a second. */
function spreadOf(connections: number): number {
  return Math.max(1000, connections * 2)
}

async function until(done: () => boolean, ms: number): Promise<void> {
  const end = Date.now() + ms
  while (!done() && Date.now() < end) await sleep(20)
}

function listen(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: 4096 }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function hostInUrl(host: string): string {
  if (host === '127.0.0.1' || host === '::1') return 'localhost'
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

const clientErrors: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['HPE_HEADER_OVERFLOW', ['431 Request Header Fields Too Large', 'the headers are too large']],
  ['ERR_HTTP_REQUEST_TIMEOUT', ['408 Request Timeout', 'the request took too long']],
])

/** What is no HTTP, too large, or too slow: answered, and closed. */
function answerClientError(fault: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || fault.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const [status, message] = clientErrors.get(fault.code ?? '') ?? ['400 Bad Request', 'this is no HTTP request']
  const body = `${JSON.stringify({ code: 'bad_request', message })}\n`
  const headers = `content-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}`
  socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\nconnection: close\r\n\r\n${body}`, () => socket.destroy())
}
