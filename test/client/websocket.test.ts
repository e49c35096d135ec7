import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { bundle } from '../../client/scripts/bundle.mjs'
import type { Client, Live, LiveSnapshot } from '../../client/src/index.js'
import * as source from '../../client/src/index.js'
import { SocketProxy } from '../support/faults/socketProxy.js'
import { ModelServer } from './model/modelServer.js'

/** The model server behind real sockets: what is sent arrives at once and in order. */
class RealServer {
  readonly model = new ModelServer()
  readonly sockets = new Map<string, WebSocket>()
  readonly offered: string[] = []
  #server: WebSocketServer | undefined
  #count = 0

  async start(): Promise<string> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'deltaboard.v1' })
    this.#server = server
    server.on('connection', (socket, request) => {
      const protocols = request.headers['sec-websocket-protocol'] ?? ''
      this.offered.push(protocols)
      if (protocols.includes('bearer.wrong')) return socket.close(4401)
      const name = `c${++this.#count}`
      this.sockets.set(name, socket)
      this.model.connect(name)
      socket.on('message', (data) => {
        this.model.receive(name, JSON.parse(String(data)))
        this.flush()
      })
      socket.on('close', () => {
        this.sockets.delete(name)
        this.model.disconnect(name)
      })
    })
    await once(server, 'listening')
    return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`
  }

  write(id: string, version: number, minute: number, matches = true): void {
    this.model.time += 10
    this.model.write(id, version, { matches, day: 0, minute })
    for (const told of this.model.untold.splice(0)) this.model.broadcast(told)
    this.flush()
  }

  flush(): void {
    for (const job of this.model.jobs.splice(0)) this.model.snapshot(job)
    for (const { connection, message } of this.model.sent.splice(0)) {
      this.sockets.get(connection)?.send(JSON.stringify(message))
    }
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets.values()) socket.terminate()
    await new Promise((resolve) => this.#server?.close(resolve))
  }
}

/** Waits for a snapshot that is as expected. */
function until(live: Live, expected: (snapshot: LiveSnapshot) => boolean): Promise<LiveSnapshot> {
  return new Promise((resolve) => {
    const look = () => {
      if (!expected(live.getSnapshot())) return
      stop()
      resolve(live.getSnapshot())
    }
    const stop = live.subscribe(look)
    look()
  })
}

function shows(...ids: string[]) {
  return ({ state, hits }: LiveSnapshot) =>
    state === 'live' && hits.map((hit) => `${hit.eventId}.${hit.version}`).join() === ids.join()
}

async function built(): Promise<typeof source> {
  const folder = await mkdtemp(join(tmpdir(), 'deltaboard-client-'))
  try {
    const { outputFiles = [] } = await bundle(['index'], { write: false })
    for (const { path, contents } of outputFiles) await writeFile(join(folder, basename(path)), contents)
    await writeFile(join(folder, 'package.json'), '{"type":"module"}')
    return await import(pathToFileURL(join(folder, 'index.js')).href)
  } finally {
    await rm(folder, { recursive: true })
  }
}

describe.each([
  ['the source', async () => source],
  ['the built file', built],
])('over real sockets of the ws package, %s', (_, load) => {
  const server = new RealServer()
  let connect: (typeof source)['connect']
  let url: string
  const clients: Client[] = []
  const open = (options = {}) => {
    const client = connect({ url, WebSocket, random: () => 0.01, ...options })
    clients.push(client)
    return client
  }

  beforeAll(async () => {
    connect = (await load()).connect
    url = await server.start()
  })
  afterAll(async () => {
    for (const client of clients) client.close()
    await server.stop()
  })

  test('a view follows what is written, and comes back after the socket is cut', async () => {
    server.write('a', 1, 1)
    server.write('b', 1, 2)
    const live = open({ credential: 'a.b.c' }).live({ limit: 2 })
    await until(live, shows('b.1', 'a.1'))
    expect(server.offered).toContain('deltaboard.v1,bearer.a.b.c')
    server.write('c', 1, 3)
    server.write('b', 2, 2)
    await until(live, shows('c.1', 'b.2'))
    for (const socket of server.sockets.values()) socket.terminate()
    await until(live, ({ state }) => state === 'disconnected')
    server.write('c', 2, 3, false)
    server.write('d', 1, 4)
    await until(live, shows('d.1', 'b.2'))
    server.write('d', 2, 4, false)
    await until(live, shows('b.2', 'a.1'))
    expect(await live.load('2026-11-24/a')).toMatchObject({ eventId: 'a', note: 'a 1' })
    live.close()
  })

  test('the link is replaced without a break', async () => {
    const client = open({ maxAgeMs: 100 })
    const live = client.live({ limit: 1 })
    const states = new Set<string>()
    await until(live, ({ state }) => state === 'live')
    live.subscribe(() => states.add(live.getSnapshot().state))
    const before = server.offered.length
    await new Promise<void>((resolve) => {
      const stop = live.subscribe(() => {
        if (server.offered.length < before + 3) return
        stop()
        resolve()
      })
    })
    expect([...states]).toEqual(['live'])
    expect(client.state.state).toBe('open')
    client.close()
  })

  test('a peer that fell silent is left in time, though its socket stays open', async () => {
    const proxy = await SocketProxy.start(() => [Number(new URL(url).port)])
    // An answer is waited for 15 s, which here are 300 ms.
    const setTimer = (run: () => void, ms: number) => {
      const timer = setTimeout(run, ms === 15_000 ? 300 : ms)
      return () => clearTimeout(timer)
    }
    try {
      const client = open({ url: `ws://127.0.0.1:${proxy.port}/ws`, pingAfterMs: 20, setTimer })
      const live = client.live({ limit: 1 })
      await until(live, ({ state }) => state === 'live')
      proxy.hold(() => true, 10_000, true)
      await until(live, ({ state }) => state !== 'live')
      expect(proxy.cuts, 'nobody closed it').toBe(0)
      expect(live.getSnapshot().state).toBe('disconnected')
      expect(client.state.state).toBe('disconnected')
      await until(live, ({ state }) => state === 'live')
      client.close()
    } finally {
      await proxy.stop()
    }
  })

  test('a refused credential is not tried again', async () => {
    const client = open({ credential: 'wrong' })
    await new Promise<void>((resolve) => {
      client.subscribe(() => client.state.state === 'unauthorized' && resolve())
    })
    await expect(client.older({})).rejects.toMatchObject({ code: 'unauthorized' })
  })
})
