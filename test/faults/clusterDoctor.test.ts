import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hopCodes } from '../../src/application/doctor/hops.js'
import { runCli } from '../../src/entrypoints/cli/runCli.js'
import { fakeTerminal } from '../entrypoints/cli/fakeTerminal.js'
import { clockAhead } from '../support/clockAhead.js'
import { eventually } from '../support/eventually.js'
import { type DoctoredCluster, keys, startDoctoredCluster } from '../support/faults/doctoredCluster.js'
import { HttpProxy } from '../support/faults/httpProxy.js'
import { openSearchUrl } from '../support/faults/openSearchUrl.js'
import type { RedisPart } from '../support/parts/redis.js'
import { TestClient } from '../support/testClient.js'

let cluster: DoctoredCluster
beforeAll(async () => {
  cluster = await startDoctoredCluster()
}, 120_000)
afterAll(() => cluster?.stop())

interface Said {
  readonly code: number
  readonly ok: boolean
  readonly broken?: { readonly hop: string; readonly why: string; readonly mend: string }
  readonly event?: { readonly times: number }
}

async function doctor({ key = keys.all, url = cluster.near.process.url } = {}): Promise<Said> {
  const fake = fakeTerminal({ env: { DELTABOARD_KEY: key } })
  const code = await runCli(['doctor', '--url', url, '--json'], fake.terminal)
  expect(fake.out() + fake.err()).not.toContain(key)
  return { code, ...(JSON.parse(fake.out()) as Omit<Said, 'code'>) }
}

interface Broken {
  /** Whom to ask, and with which key. */
  readonly asked?: { readonly key?: string; readonly url?: string }
  readonly mend?: () => unknown
}

/** No command that writes is taken. */
async function full({ url }: RedisPart): Promise<Broken> {
  const redis = new Redis(url)
  await redis.config('SET', 'maxmemory', '1')
  return {
    mend: async () => {
      await redis.config('SET', 'maxmemory', '0')
      redis.disconnect()
    },
  }
}

/** A node remembers for a second that its backends were well. */
async function away(part: RedisPart): Promise<Broken> {
  await part.kill()
  const { url } = cluster.near.process
  await eventually(
    'the node says so',
    async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.status === 503,
  )
  return { mend: () => part.start() }
}

async function holds(topic: 'events' | 'deltas', nodes: readonly ('near' | 'far')[]): Promise<void> {
  for (const name of nodes) await cluster[name].bus.hold('xreadgroup', topic)
}

/** What was held is given up by those who sent it: it never comes. */
const release = () => {
  for (const { bus } of [cluster.near, cluster.far]) {
    bus.deaf = false
    bus.cut()
    bus.release()
  }
}

const openSearch = async (path: string, body: object) => {
  const headers = { 'content-type': 'application/json' }
  await fetch(new URL(path, await openSearchUrl()), { method: 'PUT', body: JSON.stringify(body), headers })
}

/** The hop that is to be named, what is done, and how it is mended. */
const breaks: readonly (readonly [hop: keyof typeof hopCodes, name: string, run: () => Promise<Broken>])[] = [
  [
    'server',
    'the node has been killed',
    async () => {
      const node = await cluster.another(process.env)
      await node.kill()
      return { asked: { url: node.url } }
    },
  ],
  ['server', 'another path', async () => ({ asked: { url: `${cluster.near.process.url}/elsewhere/` } })],
  ['credentials', 'a key that nobody knows', async () => ({ asked: { key: keys.unknown } })],
  ['credentials', 'a key that may not send', async () => ({ asked: { key: keys.readsOnly } })],
  ['authorizer', 'a key whose rights admit nothing', async () => ({ asked: { key: keys.seesNothing } })],
  ['bus', 'the Redis of the queues is away', () => away(cluster.bus)],
  ['bus', 'the Redis of the queues is full', () => full(cluster.bus)],
  ['table', 'the Redis of the subscriptions is away', () => away(cluster.store)],
  ['table', 'the Redis of the subscriptions is full', () => full(cluster.store)],
  [
    'write',
    'OpenSearch is overloaded',
    async () => {
      cluster.index.interfere = () => ({ status: 503, body: '{}' })
      return {
        mend: () => {
          cluster.index.interfere = () => undefined
        },
      }
    },
  ],
  [
    'write',
    'a disk of OpenSearch is full',
    async () => {
      await openSearch('metrics-probes', {})
      const block = 'index.blocks.read_only_allow_delete'
      await openSearch('metrics-probes/_settings', { [block]: true })
      return { mend: () => openSearch('metrics-probes/_settings', { [block]: null }) }
    },
  ],
  [
    'clock',
    'the clock of a node is ten seconds ahead',
    async () => {
      const node = await cluster.another({ ...process.env, ...clockAhead(10_000) })
      return { asked: { url: node.url }, mend: () => node.kill() }
    },
  ],
  [
    'queue',
    'no node takes events',
    async () => {
      await holds('events', ['near', 'far'])
      return { mend: release }
    },
  ],
  [
    'queue',
    'no node takes deltas',
    async () => {
      await holds('deltas', ['near', 'far'])
      return { mend: release }
    },
  ],
  [
    'websocket',
    'what stands before the server knows no WebSocket',
    async () => {
      const front = await HttpProxy.start('server', cluster.near.process.url)
      return { asked: { url: front.url }, mend: () => front.stop() }
    },
  ],
  [
    'post',
    'the nodes do not hear each other',
    async () => {
      // This one ingests, and the other one broadcasts.
      await holds('deltas', ['near'])
      await holds('events', ['far'])
      cluster.near.bus.deaf = true
      return { mend: release }
    },
  ],
]

describe('doctor, on two nodes with Redis and OpenSearch', () => {
  test('finds all well, and its event is told once, to nobody else', async () => {
    const viewer = await TestClient.open(`${cluster.far.process.url.replace('http', 'ws')}/ws`, [
      'deltaboard.v1',
      `key.${keys.all}`,
    ])
    await viewer.subscribe({ channel: 'all' })
    expect(await doctor()).toMatchObject({ code: 0, ok: true, event: { times: 1 } })
    expect(viewer.liveIds()).toEqual([])
    await viewer.close()
  })

  test.each(breaks)('%s: %s', { timeout: 60_000 }, async (hop, _, run) => {
    const { asked, mend } = await run()
    try {
      const said = await doctor(asked)
      expect(said, JSON.stringify(said.broken)).toMatchObject({ code: hopCodes[hop], ok: false, broken: { hop } })
      expect(said.broken?.mend).not.toBe('')
    } finally {
      await mend?.()
      await cluster.ready()
    }
  })

  test('finds all well again, and has left nothing', { timeout: 60_000 }, async () => {
    await eventually('all is well again', async () => (await doctor()).code === 0, 40_000)
    const url = new URL('metrics-probes/_search', await openSearchUrl())
    const { hits } = (await (await fetch(url)).json()) as { hits: { hits: readonly unknown[] } }
    expect(hits.hits).toEqual([])
    const streams = new Redis(cluster.bus.url)
    await eventually('no event, no delta and no dead letter is left', async () => {
      const names = await streams.keys('*')
      const lengths = names.map(async (name) => ((await streams.type(name)) === 'stream' ? streams.xlen(name) : 0))
      return (await Promise.all(lengths)).every((length) => length === 0)
    })
    streams.disconnect()
  })
})
