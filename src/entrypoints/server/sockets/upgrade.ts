import { randomBytes } from 'node:crypto'
import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Refusal } from '../../../domain/refusal.js'
import { messageLimits } from '../../../domain/wire/clientMessage.js'
import type { Config } from '../../config/config.js'
import { authorized, credentialOf } from '../../wire/credential.js'
import { parseOffer, selectProtocol } from '../../wire/offer.js'
import { parseWelcome } from '../../wire/welcome.js'
import { refusedAnswer } from '../http/answer.js'
import { admit } from '../http/gate.js'
import type { ServerNode } from '../node.js'
import type { Connections } from './connections.js'
import { LiveSocket } from './liveSocket.js'

export interface UpgradeParts {
  readonly node: ServerNode
  readonly config: Config
  readonly connections: Connections
  readonly log: Logger
  readonly now: () => number
  readonly draining: () => boolean
}

/** Turns HTTP requests for /ws into connections, or says why not. */
export class Upgrade {
  readonly #parts: UpgradeParts
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: messageLimits.bytes,
    closeTimeout: 5000,
    handleProtocols: selectProtocol,
    WebSocket: LiveSocket as typeof WebSocket,
  } as ConstructorParameters<typeof WebSocketServer>[0])

  constructor(parts: UpgradeParts) {
    this.#parts = parts
  }

  /** Never throws. `isWs`: the path is that of the WebSocket. */
  async handle(request: IncomingMessage, socket: Duplex, head: Buffer, isWs: boolean): Promise<void> {
    socket.on('error', ignore)
    try {
      await this.#handle(request, socket, head, isWs)
    } catch (fault) {
      this.#parts.log.error({ err: fault }, 'an upgrade failed')
      refuse(socket, { code: 'internal', message: 'the request failed' })
    }
  }

  async #handle(request: IncomingMessage, socket: Duplex, head: Buffer, isWs: boolean): Promise<void> {
    const { config, connections, draining, node, now } = this.#parts
    const admitted = admit(request, config)
    if (!admitted.ok) return refuse(socket, admitted.refusal)
    if (!isWs) return refuse(socket, { code: 'not_found', message: 'the WebSocket is at /ws' })
    if (draining()) return refuse(socket, stopping)
    const welcome = parseWelcome(request.url ?? '', node.schema)
    if (!welcome.ok) return refuse(socket, welcome.refusal)
    const offer = parseOffer(request.headers['sec-websocket-protocol'])
    const inUrl = welcome.value.credential
    const shown = credentialOf(request.headers) ?? offer.credential ?? inUrl
    const identity =
      inUrl !== undefined && !config.tokensInQuery ? unsafe : await authorized(node.authenticator, shown, 'read')
    if (!identity.ok) {
      const { refusal } = identity
      const code = closeCodes.get(refusal.code)
      // A browser sees nothing of a refused upgrade, so who speaks this protocol is told by a close code.
      if (!offer.packed || code === undefined) return refuse(socket, refusal)
      return this.#complete(request, socket, head, (ws) => {
        if (code === 4401) ws.send(goodbye)
        ws.close(code, refusal.code)
      })
    }
    // Proving who is there took its time.
    if (draining()) return refuse(socket, stopping)
    if (connections.size >= config.maxConnections) {
      return this.#complete(request, socket, head, (ws) => ws.close(1013, 'over capacity'))
    }
    this.#complete(request, socket, head, (ws) => {
      const connection = {
        connectionId: randomBytes(16).toString('base64url'),
        endpoint: node.endpoint,
        packed: offer.packed,
        connectedAt: now(),
        identity: identity.value,
        expiresAt: identity.value.expiresAt,
      }
      connections.open(ws, connection, welcome.value.channels)
    })
  }

  #complete(request: IncomingMessage, socket: Duplex, head: Buffer, then: (ws: LiveSocket) => void): void {
    if (socket.destroyed) return
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      const live = ws as LiveSocket
      live.on('error', ignore)
      then(live)
    })
  }
}

const stopping = { code: 'unavailable', message: 'the server is stopping' }
const goodbye = JSON.stringify({ type: 'goodbye', reason: 'unauthorized', reconnectAfterMs: 0 })
const closeCodes: ReadonlyMap<string, number> = new Map([
  ['unauthorized', 4401],
  ['forbidden', 4403],
  ['unavailable', 1013],
])
const unsafe = {
  ok: false,
  refusal: { code: 'unauthorized', message: 'credentials in a URL end up in logs: use a header or a subprotocol' },
} as const

function ignore(): void {}

/** An HTTP answer on a socket that is no longer the HTTP server's. */
function refuse(socket: Duplex, refusal: Refusal): void {
  const { status, headers = {}, body = '' } = refusedAnswer(refusal)
  const lines = Object.entries({ ...headers, connection: 'close', 'content-length': Buffer.byteLength(body) }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n${body}`)
  // Whoever does not read it is not waited for.
  const timer = setTimeout(() => socket.destroy(), 5000).unref()
  socket.once('close', () => clearTimeout(timer))
}
