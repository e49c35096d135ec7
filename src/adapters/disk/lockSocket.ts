import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** What whoever listens on a socket says of itself: it holds the folder, or would like to. `free`: nobody listens. */
export interface Standing {
  readonly state: 'holds' | 'asks' | 'free'
  readonly pid?: number
}

/** The system's bound on a socket's path, less what some systems leave for a zero. */
const longestPath = 100
const patienceMs = 2000
const waitMs = 5

/** Reaches a folder by a path short enough for sockets in it. */
export class SocketFolder {
  readonly #dir: string
  readonly #descriptor: number | undefined

  constructor(dir: string, nameLength: number) {
    this.#dir = dir
    const fits = Buffer.byteLength(dir) + 1 + nameLength <= longestPath
    this.#descriptor = fits || process.platform !== 'linux' ? undefined : openSync(dir, 'r')
  }

  path(name: string): string {
    return this.#descriptor === undefined ? join(this.#dir, name) : `/proc/self/fd/${this.#descriptor}/${name}`
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
  }
}

/** Listens, and tells everyone who connects where it stands. The system ends it with the process, however that ends. */
export async function listenOn(path: string, state: () => Standing['state']): Promise<Server> {
  const server = createServer((peer) => {
    peer.on('error', () => {})
    peer.end(JSON.stringify({ state: state(), pid: process.pid } satisfies Standing))
  })
  server.listen(path)
  await once(server, 'listening')
  server.unref()
  return server
}

/** Asks whoever listens. Who cannot be understood is taken for one who holds the folder: that loses nothing. */
export async function ask(path: string): Promise<Standing> {
  const until = performance.now() + patienceMs
  for (;;) {
    const said = await hear(path, Math.max(1, until - performance.now()))
    if (said === 'nobody') return { state: 'free' }
    // Who leaves at this moment hangs up without a word; it is gone when asked again.
    if (said !== '' || performance.now() > until) return read(said)
    await setTimeout(waitMs)
  }
}

/** What is said there; empty where whoever listens hangs up, or says nothing in time. */
function hear(path: string, ms: number): Promise<string> {
  return new Promise((resolve) => {
    let said = ''
    const peer = connect(path)
    peer.setEncoding('utf8')
    peer.setTimeout(ms, () => peer.destroy())
    peer.on('data', (text) => {
      said += text
    })
    peer.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'ECONNREFUSED' || code === 'ENOENT') said = 'nobody'
      else if (code === 'EACCES') said = 'another user'
    })
    peer.on('end', () => peer.destroy())
    peer.on('close', () => resolve(said))
  })
}

function read(said: string): Standing {
  try {
    const { state, pid } = JSON.parse(said) as Standing
    return { state: state === 'asks' ? 'asks' : 'holds', ...(typeof pid === 'number' ? { pid } : {}) }
  } catch {
    return { state: 'holds' }
  }
}
