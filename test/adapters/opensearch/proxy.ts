import { createServer, request as forward, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Seen {
  readonly method: string
  /** Path and query, as they stand in the request line. */
  readonly target: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Reply {
  readonly status: number
  readonly body: unknown
}

/** What to do with a request; undefined: what a wire does. */
export type Rule = (
  seen: Seen,
  pass: (body?: string) => Promise<Reply>,
) => Promise<Reply | 'cut'> | Reply | 'cut' | undefined

export interface Wire {
  readonly url: string
  /** All requests so far, in their order. */
  readonly seen: Seen[]
  rule: Rule
  close(): Promise<void>
}

/** Stands before a server and does to its traffic what a test says; without a server, the test's rule is the server. */
export async function startProxy(target: string | undefined, rule: Rule = () => undefined): Promise<Wire> {
  const seen: Seen[] = []
  const proxy: { rule: Rule } = { rule }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method = '', url = '', headers } = request
    const body = Buffer.concat(chunks).toString()
    const one: Seen = { method, target: url, path: url.split('?')[0] ?? '', headers, body }
    seen.push(one)
    const pass = (text = body) => send(target as string, { ...one, body: text })
    try {
      const reply = (await proxy.rule(one, pass)) ?? (await pass())
      if (reply === 'cut') response.destroy()
      else answer(response, reply)
    } catch {
      response.destroy()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(proxy, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

function answer(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function send(target: string, { method, target: path, headers, body }: Seen): Promise<Reply> {
  const { 'content-length': _, host: __, ...kept } = headers
  return new Promise((resolve, reject) => {
    const outgoing = forward(new URL(path, target), { method, headers: kept }, async (incoming) => {
      let text = ''
      incoming.setEncoding('utf8')
      for await (const chunk of incoming) text += chunk
      resolve({ status: incoming.statusCode ?? 0, body: JSON.parse(text) })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** Answers the first `times` requests that `which` picks, and lets all others pass. */
export function first(times: number, which: (seen: Seen) => boolean, does: Rule): Rule {
  let left = times
  return (seen, pass) => (which(seen) && left-- > 0 ? does(seen, pass) : undefined)
}

export const isBulk = ({ path }: Seen) => path === '/_bulk'
