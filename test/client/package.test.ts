import { execFileSync, spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundle } from '../../client/scripts/bundle.mjs'
import { coreSize, endpointsSize } from '../../client/scripts/size.mjs'
import { defaultSchema, parseFilter, printFilter, whereToJson } from '../../client/src/filter.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('the core has at most 8 kB of gzip', async () => {
  expect(await coreSize()).toBeLessThanOrEqual(8000)
})

test('who has several endpoints pays at most 1.5 kB more', async () => {
  expect(await endpointsSize()).toBeLessThanOrEqual(1500)
})

test('no file imports anything', async () => {
  const { outputFiles = [] } = await bundle(['index', 'filter', 'endpoints/index'], { write: false })
  const code = outputFiles.filter(({ path }) => path.endsWith('.js'))
  expect(code).toHaveLength(3)
  for (const { text } of code) expect(text).not.toMatch(/\bimport\b|\brequire\(/)
})

test('the React entry imports React and nothing else', async () => {
  const { outputFiles = [] } = await bundle(['react/index'], { write: false })
  const code = outputFiles.filter(({ path }) => path.endsWith('.js'))
  expect(code).toHaveLength(1)
  const imported = code.flatMap(({ text }) => [...text.matchAll(/\b(?:from|import|require\()\s*["']([^"']+)/g)])
  expect(imported.map(([, name]) => name)).toEqual(['react'])
})

test('a filter line becomes what a live query takes, and a line again', () => {
  const parsed = parseFilter('service:checkout status:>=500', defaultSchema)
  expect(parsed.ok && whereToJson(parsed.where)).toEqual({ service: 'checkout', status: { gte: 500 } })
  expect(parsed.ok && printFilter(parsed.where, defaultSchema)).toBe('service:checkout status:>=500')
})

describe('the package, as it is built', () => {
  const compilerOptions = { strict: true, noEmit: true, module: 'nodenext', lib: ['es2022', 'dom'], types: [] }
  let folder: string
  let installed: string
  const run = (cwd: string, script: string, ...args: string[]) =>
    spawnSync(process.execPath, [join(root, script), ...args], { cwd, encoding: 'utf8' }).stdout

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deltaboard-client-'))
    installed = join(folder, 'node_modules/@deltaboard/client')
    await mkdir(installed, { recursive: true })
    await cp(join(root, 'client/package.json'), join(installed, 'package.json'))
    await cp(join(root, 'client/README.md'), join(installed, 'README.md'))
    run(root, 'client/scripts/build.mjs', join(installed, 'dist'))
  }, 60_000)
  afterAll(() => rm(folder, { recursive: true }))

  test('is clean for publint', () => {
    expect(run(installed, 'node_modules/publint/src/cli.js', '--strict', '--pack', 'false')).toMatch(/All good/)
  })

  test('gives a consumer every type, with nothing else installed', async () => {
    await writeFile(join(folder, 'package.json'), '{"type":"module"}')
    await writeFile(
      join(folder, 'consumer.ts'),
      `import { type Change, connect, type Hit, type LiveSnapshot, type Summary } from '@deltaboard/client'
import { type Endpoint, endpointsOf, ranked } from '@deltaboard/client/endpoints'
import { defaultSchema, parseFilter, whereToJson } from '@deltaboard/client/filter'
const parsed = parseFilter('level:error', defaultSchema)
export const several = connect({ url: endpointsOf('https://localhost/endpoints.json', { clientId: 'me' }), WebSocket })
export const first: Endpoint | undefined = ranked([{ id: 'a', url: 'wss://localhost/ws' }], 'me')[0]
const client = connect({ url: 'wss://localhost/ws', credential: async () => 'token', WebSocket })
const live = client.live({ where: parsed.ok ? whereToJson(parsed.where) : {}, limit: 50 })
const snapshot: LiveSnapshot = live.getSnapshot()
const hits: readonly Hit[] = snapshot.hits
const id: string | undefined = hits[0]?.eventId
// @ts-expect-error a view is read only
snapshot.total = 1
const stop: () => void = live.onChange((change: Change) => console.log(change.added, id))
const summary: Promise<Summary> = client.summarize({ query: {}, from: '2026-11-24T00:00:00.000Z', interval: '5s' })
export { stop, summary }
`,
    )
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }))
    expect(run(folder, 'node_modules/typescript/bin/tsc', '-p', '.')).toBe('')
  })

  test('gives a consumer of its React entry every type, with the types of React beside it', async () => {
    await mkdir(join(folder, 'node_modules/@types'))
    for (const name of ['@types/react', 'csstype']) {
      await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name))
    }
    await writeFile(
      join(folder, 'page.ts'),
      `import { connect } from '@deltaboard/client'
import { LiveProvider, type LiveQuery, type LiveSnapshot, useLiveQuery } from '@deltaboard/client/react'
import { createElement } from 'react'
const client = connect({ url: 'wss://localhost/ws', WebSocket })
const query: LiveQuery = { channel: 'service:checkout', limit: 50 }
function Rows() {
  const snapshot: LiveSnapshot = useLiveQuery(query)
  const { hits, total, continuity, state } = useLiveQuery(query, client)
  // @ts-expect-error a query has no such field
  useLiveQuery({ chanel: 'service:checkout' })
  return createElement('p', { title: continuity }, snapshot.total, total, state, hits.length)
}
export const page = createElement(LiveProvider, { client }, createElement(Rows))
`,
    )
    // React's own declarations, and the DOM's, take seconds to check.
    const options = { ...compilerOptions, skipLibCheck: true }
    const config = { compilerOptions: options, files: ['page.ts'] }
    await writeFile(join(folder, 'tsconfig.page.json'), JSON.stringify(config))
    expect(run(folder, 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.page.json')).toBe('')
  })

  test('runs where there is no global WebSocket, and says what it needs', () => {
    const code = `import { connect } from '@deltaboard/client'
try { connect({ url: 'ws://localhost/ws' }) } catch (error) { console.log(error.message) }`
    const args = ['--no-experimental-websocket', '--input-type=module', '-e', code]
    const said = execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
    expect(said).toMatch(/option WebSocket is required/)
  })
})
