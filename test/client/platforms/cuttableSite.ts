import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** Files for a browser, and the WebSocket of a real server behind a line that can be cut. */
export interface CuttableSite {
  /** Of the page, with its last slash. */
  readonly url: string
  /** Of the WebSocket. */
  readonly ws: string
  /** How many WebSockets were opened so far, and how many are open. */
  readonly count: () => { readonly opened: number; readonly open: number }
  /** Ends every socket, and lets none in until `mend`. */
  cut(): void
  mend(): void
  stop(): Promise<void>
}

/** `files`: path -> text. `port`: of the server on this machine. */
export async function cuttableSite(port: number, files: ReadonlyMap<string, string>): Promise<CuttableSite> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let isCut = false
  let opened = 0
  const server = createServer((asked, answer) => {
    const text = files.get(asked.url ?? '')
    const type = asked.url?.endsWith('js') ? 'text/javascript' : 'text/html'
    answer.writeHead(text === undefined ? 404 : 200, { 'content-type': type }).end(text)
  })
  server.on('upgrade', (asked: IncomingMessage, near: Socket) => {
    near.on('error', () => near.destroy())
    if (isCut) return near.destroy()
    const outward = request({ port, host: '127.0.0.1', path: asked.url, headers: asked.headers })
    outward.on('error', () => near.destroy())
    outward.on('upgrade', (answered, far, head) => {
      const lines = Object.entries(answered.headers).map(([name, value]) => `${name}: ${value}`)
      near.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`)
      near.write(head)
      const pair = [near, far] as const
      pairs.add(pair)
      opened++
      for (const [one, other] of [pair, [far, near] as const]) {
        one.pipe(other)
        one.on('error', () => one.destroy())
        one.on('close', () => {
          other.destroy()
          pairs.delete(pair)
        })
      }
    })
    outward.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const cut = () => {
    isCut = true
    for (const [near, far] of pairs) for (const each of [near, far]) each.destroy()
  }
  return {
    url: `http://${host}/`,
    ws: `ws://${host}/ws`,
    count: () => ({ opened, open: pairs.size }),
    cut,
    mend() {
      isCut = false
    },
    async stop() {
      cut()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
