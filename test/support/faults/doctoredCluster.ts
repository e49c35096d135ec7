import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { makeApiKey } from '../../../src/adapters/node/auth/makeApiKey.js'
import { eventually } from '../eventually.js'
import { type RedisPart, startRedis } from '../parts/redis.js'
import { type ServeProcess, startServeProcess } from '../ways/serveProcess.js'
import { HttpProxy } from './httpProxy.js'
import { openSearchUrl } from './openSearchUrl.js'
import { RedisProxy } from './redisProxy.js'

const made = {
  all: makeApiKey({ name: 'doctor', scopes: ['read', 'write'], claims: { role: 'operator' } }),
  readsOnly: makeApiKey({ name: 'reader', scopes: ['read'], claims: { role: 'operator' } }),
  seesNothing: makeApiKey({ name: 'nobody', scopes: ['read', 'write'], claims: { role: 'nobody' } }),
}

/** Keys of one who may do what the doctor does, and of those who may do less. */
export const keys = {
  all: made.all.key,
  readsOnly: made.readsOnly.key,
  seesNothing: made.seesNothing.key,
  unknown: `db_${'x'.repeat(43)}`,
}

export interface DoctoredNode {
  readonly process: ServeProcess
  readonly bus: RedisProxy
}

/** Two nodes that want credentials, with their queues in one Redis and their subscriptions in another. */
export interface DoctoredCluster {
  readonly bus: RedisPart
  readonly store: RedisPart
  readonly near: DoctoredNode
  readonly far: DoctoredNode
  /** On the way of both nodes to OpenSearch. */
  readonly index: HttpProxy
  /** A further node; `env` is its environment. Not waited for until it is ready. */
  another(env: NodeJS.ProcessEnv): Promise<ServeProcess>
  ready(): Promise<void>
  stop(): Promise<void>
}

export async function startDoctoredCluster(): Promise<DoctoredCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'deltaboard-doctored-'))
  const keysFile = join(folder, 'keys.json')
  writeFileSync(keysFile, JSON.stringify(Object.values(made).map(({ entry }) => entry)))
  const config = join(folder, 'board.json')
  writeFileSync(config, JSON.stringify({ access: [{ when: { role: 'operator' }, allow: {} }] }))
  const [bus, store, index] = await Promise.all([
    startRedis({ durable: true }),
    startRedis({ durable: true }),
    HttpProxy.start('opensearch', await openSearchUrl()),
  ])
  const start = (busUrl: string, env?: NodeJS.ProcessEnv) => {
    const backends = ['--store', store.url, '--bus', busUrl, '--index', index.url, '--index-replicas', '0']
    const flags = [...backends, '--api-keys', keysFile, '--config', config, '--log-level', 'warn']
    return startServeProcess(flags, inject('command'), env)
  }
  const node = async (): Promise<DoctoredNode> => {
    const proxy = await RedisProxy.start(bus.url)
    return { bus: proxy, process: await start(proxy.url) }
  }
  const [near, far] = await Promise.all([node(), node()])
  const nodes = [near, far]
  const ready = async () => {
    for (const { process } of nodes) {
      // A connection that was kept may have come to its end just then.
      const answer = () => fetch(`${process.url}/readyz`).catch(() => undefined)
      await eventually('a node is ready', async () => (await answer())?.status === 200, 30_000)
    }
  }
  await ready()
  return {
    bus,
    store,
    near,
    far,
    index,
    another: (env) => start(bus.url, env),
    ready,
    async stop() {
      for (const { bus } of nodes) bus.release()
      await Promise.all(nodes.map(({ process }) => process.kill()))
      await Promise.all([...nodes.map(({ bus }) => bus.stop()), index.stop(), bus.stop(), store.stop()])
      rmSync(folder, { recursive: true })
    },
  }
}
