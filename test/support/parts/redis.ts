import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { eventually } from '../eventually.js'

export interface RedisPart {
  /** `redis://127.0.0.1:port` */
  readonly url: string
  readonly port: number
  /** As a power cut would: no last words. */
  kill(): Promise<void>
  /** Starts again on the same port and folder. */
  start(): Promise<void>
  stop(): Promise<void>
}

export interface RedisPartOptions {
  /** Keeps everything that it answered on disk before it answers. */
  readonly durable?: boolean
  /** Further arguments of redis-server. */
  readonly args?: readonly string[]
}

// The shell ends the server when its standard input closes, that is, when the test process is no more.
const guarded = 'redis-server "$@" >/dev/null & pid=$!; read -r _; kill -9 $pid 2>/dev/null; wait $pid'

/** A redis-server on a free port, with a folder of its own. Lives no longer than the test process. */
export async function startRedis({ durable = false, args = [] }: RedisPartOptions = {}): Promise<RedisPart> {
  const port = await freePort()
  const dir = mkdtempSync(join(tmpdir(), 'deltaboard-redis-'))
  const keeping = durable ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no']
  const place = ['--bind', '127.0.0.1', '--port', String(port), '--dir', dir, '--save', '']
  let end = async () => {}
  const part: RedisPart = {
    url: `redis://127.0.0.1:${port}`,
    port,
    async start() {
      const child = spawn('sh', ['-c', guarded, 'sh', ...place, ...keeping, ...args], {
        stdio: ['pipe', 'ignore', 'ignore'],
      })
      end = async () => {
        end = async () => {}
        const exited = once(child, 'exit')
        child.stdin.end()
        await exited
      }
      await eventually('redis-server answers', () => answers(port))
    },
    kill: () => end(),
    async stop() {
      await end()
      rmSync(dir, { recursive: true, force: true })
    },
  }
  await part.start()
  return part
}

/** Three servers that are one cluster, without replicas. */
export async function startRedisCluster(): Promise<{
  readonly url: string
  readonly parts: readonly RedisPart[]
  stop(): Promise<void>
}> {
  const parts: RedisPart[] = []
  for (let i = 0; i < 3; i++) parts.push(await startRedis({ durable: true, args: ['--cluster-enabled', 'yes'] }))
  const stop = async () => {
    for (const part of parts) await part.stop()
  }
  const servers = parts.map(({ port }) => new Redis(port, '127.0.0.1'))
  try {
    // A third of the slots each; then the first meets the others.
    for (const [i, server] of servers.entries()) {
      await server.call('cluster', 'SET-CONFIG-EPOCH', i + 1)
      const [from, to] = [i, i + 1].map((third) => Math.floor((16_384 * third) / servers.length)) as [number, number]
      await server.call('cluster', 'ADDSLOTSRANGE', from, to - 1)
    }
    for (const { port } of parts.slice(1)) await servers[0]?.call('cluster', 'MEET', '127.0.0.1', port)
    for (const server of servers) {
      await eventually('the cluster is whole', async () => {
        const info = String(await server.call('cluster', 'INFO'))
        return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${servers.length}`)
      })
    }
  } catch (error) {
    await stop()
    throw error
  } finally {
    for (const server of servers) server.disconnect()
  }
  const seeds = parts.map(({ port }) => `127.0.0.1:${port}`)
  return { url: `redis://${seeds[0]}?cluster=${seeds.slice(1).join(',')}`, parts, stop }
}

/** One of which nobody makes use by chance: below those that the system gives out, and so is the one for a cluster's servers. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 10_000)
    // A cluster's servers listen ten thousand above as well.
    if ((await isFree(port)) && (await isFree(port + 10_000))) return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  const free = await new Promise<boolean>((resolve) => {
    server.once('listening', () => resolve(true))
    server.once('error', () => resolve(false))
  })
  if (!free) return false
  server.close()
  await once(server, 'close')
  return true
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1', () => socket.write('PING\r\n'))
    const done = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.on('data', (data) => done(data.toString().startsWith('+PONG')))
    socket.on('error', () => done(false))
    socket.on('close', () => done(false))
  })
}
