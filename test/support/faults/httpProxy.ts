import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Gate, open } from './gate.js'

export interface HttpRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}
export interface HttpAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string | Buffer
}

/** Answers a request in the backend's place, or (undefined) lets it pass; `forward` asks the backend. */
export type Interfere = (
  request: HttpRequest,
  forward: (request: HttpRequest) => Promise<HttpAnswer>,
) => HttpAnswer | undefined | Promise<HttpAnswer | undefined>

/** Stands between processes and a backend that speaks HTTP: counts, refuses in its place, or stops at a gate. */
export class HttpProxy {
  gate: Gate = open
  interfere: Interfere = () => undefined
  /** Requests that came so far: `<method> <first part of the path that begins with _>` or, on AWS, the action -> how many. */
  readonly counts = new Map<string, number>()
  /** The backend's URL. Where it is known only later, requests wait for `aim`. */
  readonly #target: Promise<URL>
  aim: (url: string) => void = () => {}
  readonly #backend: string
  readonly #agent = new Agent({ keepAlive: true })
  readonly #server = createServer((incoming, response) => {
    this.#serve(incoming, response).catch(() => response.destroy())
  })

  private constructor(backend: string) {
    this.#backend = backend
    this.#target = new Promise((resolve) => {
      this.aim = (url) => resolve(new URL(url))
    })
  }

  static async start(backend: string, target?: string): Promise<HttpProxy> {
    const proxy = new HttpProxy(backend)
    if (target !== undefined) proxy.aim(target)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  count(name: string): number {
    return this.counts.get(name) ?? 0
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
    this.#agent.destroy()
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const { method = 'GET', url: path = '/', headers } = incoming
    const asked: HttpRequest = { method, path, headers, body: Buffer.concat(chunks) }
    const name = nameOf(asked)
    this.counts.set(name, this.count(name) + 1)
    const step = { backend: this.#backend, name }
    if (!(await this.gate.before(step))) return
    const answer = (await this.interfere(asked, (changed) => this.#forward(changed))) ?? (await this.#forward(asked))
    if (!(await this.gate.after(step))) return
    response.writeHead(answer.status, answer.headers)
    response.end(answer.body)
  }

  async #forward({ method, path, headers, body }: HttpRequest): Promise<HttpAnswer> {
    const { hostname, port } = await this.#target
    const of = { ...headers, 'content-length': String(body.length) }
    return new Promise((resolve, reject) => {
      // The host's name is signed: it stays as it came.
      const outgoing = request({ agent: this.#agent, hostname, port, method, path, headers: of }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk) => chunks.push(chunk))
        answer.on('error', reject)
        answer.on('end', () => {
          const { 'transfer-encoding': _, ...rest } = answer.headers
          resolve({ status: answer.statusCode ?? 502, headers: rest, body: Buffer.concat(chunks) })
        })
      })
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  }
}

function nameOf({ method, path, headers }: HttpRequest): string {
  const target = headers['x-amz-target']
  if (typeof target === 'string') return target.split('.').at(-1) ?? target
  const action = /\/(_[a-z_]+)/.exec(path)?.[1]
  return `${method} ${action ?? path.split('?')[0]}`
}
