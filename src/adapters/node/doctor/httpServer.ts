import type { ExaminedServer, HttpSaid } from '../../../ports/examinedServer.js'
import type { Sent } from '../../../ports/probeLine.js'
import { openProbeLine } from './probeSocket.js'

export interface HttpServerOptions {
  /** URL of its page, with the slash at the end. */
  readonly page: string
  readonly socket: string
  /** Of who looks; read anew for each request. */
  readonly headers: () => Readonly<Record<string, string>>
  /** Sends instead of `POST /events`, where events are signed. */
  readonly send?: ExaminedServer['send']
}

const patienceMs = 8000

/** A server over HTTP and its WebSocket. */
export class HttpServer implements ExaminedServer {
  readonly #options: HttpServerOptions

  constructor(options: HttpServerOptions) {
    this.#options = options
  }

  async get(path: 'healthz' | 'readyz' | 'metrics'): Promise<HttpSaid> {
    return this.#ask(path)
  }

  async send(detail: { readonly [field: string]: string }): Promise<Sent> {
    if (this.#options.send !== undefined) return this.#options.send(detail)
    const said = await this.#ask('events', JSON.stringify(detail))
    if ('unreachable' in said) return { refused: said.unreachable, access: false }
    if (said.status === 200) return 'taken'
    return { refused: reasonOf(said), access: said.status === 401 || said.status === 403 }
  }

  open(): ReturnType<ExaminedServer['open']> {
    return openProbeLine(this.#options.socket, this.#options.headers())
  }

  async #ask(path: string, body?: string): Promise<HttpSaid> {
    const { headers, page } = this.#options
    try {
      const answer = await fetch(new URL(path, page), {
        headers: headers(),
        signal: AbortSignal.timeout(patienceMs),
        redirect: 'error',
        ...(body === undefined ? {} : { method: 'POST', body }),
      })
      const text = await answer.text()
      return { status: answer.status, body: path === 'metrics' ? text : jsonOf(text) }
    } catch (fault) {
      const { cause, message } = fault as Error & { readonly cause?: { readonly code?: string } }
      return { unreachable: cause?.code ?? message }
    }
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

interface Refusing {
  readonly code?: string
  readonly message?: string
  readonly refused?: readonly { readonly code: string; readonly message: string }[]
}

function reasonOf({ body, status }: { readonly status: number; readonly body: unknown }): string {
  const { code = String(status), message = '', refused = [] } = (body ?? {}) as Refusing
  const [first] = refused
  return first === undefined ? `${code}: ${message}` : `${first.code}: ${first.message}`
}
