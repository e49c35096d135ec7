import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { type RawData, WebSocket } from 'ws'
import type { Hit } from '../../../domain/document/hit.js'
import { isObject } from '../../../domain/json.js'
import type { LineAnswer, LineDead, LineRefused, ProbeLine } from '../../../ports/probeLine.js'

const openMs = 10_000
/** A server that refuses who offers the subprotocol lets it in and closes at once. */
const refusedWithinMs = 5000
const answers: ReadonlySet<unknown> = new Set(['subscribed', 'pong', 'error'])

/** Connects as a program does: the credential in a header. */
export async function openProbeLine(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<ProbeLine | LineRefused | LineDead> {
  const socket = new WebSocket(url, ['deltaboard.v1'], { headers, handshakeTimeout: openMs })
  const opened = await outcomeOf(socket)
  if (opened !== 'open') return opened
  const line = new SocketLine(socket)
  // Whoever is let in gets an answer: only then is the connection known for one.
  const first = await line.ask({ action: 'ping', ref: 'first' }, refusedWithinMs)
  const { closed } = line
  if (first.type !== 'ended' || closed === undefined) return line
  await line.close()
  return closed
}

function outcomeOf(socket: WebSocket): Promise<'open' | LineRefused | LineDead> {
  return new Promise((resolve) => {
    socket.on('open', () => resolve('open'))
    socket.on('unexpected-response', (request, response) => {
      request.destroy()
      resolve({ refused: { code: response.statusCode ?? 0, reason: response.statusMessage ?? '' } })
    })
    socket.on('error', (fault) => resolve({ unreachable: (fault as { code?: string }).code ?? fault.message }))
  })
}

class SocketLine implements ProbeLine {
  closed: LineRefused | undefined
  readonly #socket: WebSocket
  readonly #waiting = new Map<string, (answer: LineAnswer) => void>()
  #told: (hit: Hit) => void = () => {}
  #reason = ''

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data) => this.#receive(data))
    socket.on('close', (code, reason) => {
      this.closed = { refused: { code, reason: this.#reason || reason.toString() } }
      for (const resolve of this.#waiting.values()) resolve({ type: 'ended', why: `closed with ${code}` })
    })
  }

  async ask(message: object, patienceMs: number): Promise<LineAnswer> {
    const { ref } = message as { readonly ref: string }
    if (this.closed !== undefined) return { type: 'ended', why: `closed with ${this.closed.refused.code}` }
    const answered = new Promise<LineAnswer>((resolve) => this.#waiting.set(ref, resolve))
    this.#socket.send(JSON.stringify(message))
    const late = setTimeout(patienceMs, { type: 'ended', why: 'no answer' } as const, { ref: false })
    const answer = await Promise.race([answered, late])
    this.#waiting.delete(ref)
    return answer
  }

  onHit(told: (hit: Hit) => void): void {
    this.#told = told
  }

  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return
    const closed = once(this.#socket, 'close')
    this.#socket.close(1000)
    await Promise.race([closed, setTimeout(1000, undefined, { ref: false })])
    this.#socket.terminate()
  }

  #receive(data: RawData): void {
    let said: unknown
    try {
      said = JSON.parse(String(data))
    } catch {
      return
    }
    for (const message of Array.isArray(said) ? said : [said]) {
      if (!isObject(message)) continue
      const { hits, reason, ref, type } = message
      if (type === 'goodbye') this.#reason = String(reason)
      if (type === 'hits' && Array.isArray(hits)) for (const hit of hits) this.#told(hit as Hit)
      if (answers.has(type) && typeof ref === 'string') this.#waiting.get(ref)?.(message as unknown as LineAnswer)
    }
  }
}
