import { request } from 'node:http'
import { connect } from 'node:net'

export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown
}

/** A request as it is written: any header, any path, nothing added by fetch. */
export function rawRequest(
  url: string,
  options: {
    method?: string
    path?: string
    headers?: Record<string, string | string[]>
    body?: string | Uint8Array
  } = {},
): Promise<Answered> {
  const { hostname, port, pathname, search } = new URL(url)
  const { method = 'GET', path = `${pathname}${search}`, headers = {}, body } = options
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text, json: parse(text) })
      })
    })
    sent.on('upgrade', (response, socket) => {
      socket.destroy()
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: '', json: undefined })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Bytes as they are; answers all that comes back until the server closes. */
export function rawBytes(port: number, bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(text))
  })
}
