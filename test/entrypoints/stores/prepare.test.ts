import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../../../src/entrypoints/cli/runCli.js'
import { useOpenSearch } from '../../adapters/opensearch/cluster.js'
import { type RedisPart, startRedis } from '../../support/parts/redis.js'
import { fakeTerminal } from '../cli/fakeTerminal.js'

const openSearch = useOpenSearch()
const folder = mkdtempSync(join(tmpdir(), 'deltaboard-'))
let redis: RedisPart
beforeAll(async () => {
  redis = await startRedis()
})
afterEach(() => openSearch.remove('metrics'))
afterAll(async () => {
  await redis.stop()
  rmSync(folder, { recursive: true })
})

async function prepare(...argv: string[]) {
  const fake = fakeTerminal()
  const code = await runCli(['prepare', ...argv], fake.terminal)
  return { code, out: fake.out(), err: fake.err() }
}

function declaring(fields: Record<string, string>): string[] {
  const file = join(folder, 'config.json')
  const always = { '@timestamp': 'date', service: 'keyword', eventType: 'keyword' }
  writeFileSync(file, JSON.stringify({ fields: { ...always, ...fields }, routable: ['service'] }))
  return ['--store', redis.url, '--index', openSearch.url, '--index-replicas', '0', '--config', file]
}

describe('prepare', () => {
  it('makes what is missing, as often as it is asked, and says what the stores cannot promise', async () => {
    const argv = declaring({})
    const first = await prepare(...argv)
    expect(first).toMatchObject({ code: 0, out: 'prepared\n' })
    expect(first.err).toContain('bus: appendonly is off')
    expect(first.err).toContain('index: this server has no index policies')
    expect(await prepare(...argv)).toMatchObject({ code: 0 })
  })

  it('adds a field that is declared more, and refuses a changed type with the way out', async () => {
    await prepare(...declaring({ region: 'keyword' }))
    // A day's index is made by its first document.
    const today = `metrics-${new Date().toISOString().slice(0, 10).replaceAll('-', '.')}`
    await openSearch.client.indices.create({ index: today })
    expect(await prepare(...declaring({ region: 'keyword', size: 'long' }))).toMatchObject({ code: 0 })
    const { body } = await openSearch.client.indices.getMapping({ index: today })
    expect(body[today]?.mappings.properties).toMatchObject({ region: { type: 'keyword' }, size: { type: 'long' } })
    const refused = await prepare(...declaring({ region: 'long', size: 'long' }))
    expect(refused).toMatchObject({ code: 1, err: expect.stringMatching(/region is keyword .* new name, or reindex/) })
  })

  it('says in a line which backend is silent', async () => {
    const silent = await prepare('--store', 'redis://127.0.0.1:1', '--index', openSearch.url)
    expect(silent).toEqual({ code: 1, out: '', err: expect.stringMatching(/^deltaboard: the store is not ready.*\n$/) })
    expect(await prepare('--store', redis.url, '--index', 'http://127.0.0.1:1')).toMatchObject({
      code: 1,
      err: expect.stringContaining('OpenSearch answered nothing'),
    })
  })

  it('has nothing to do in memory', async () => {
    expect(await prepare()).toMatchObject({ code: 2, err: expect.stringContaining('nothing to prepare') })
  })
})
