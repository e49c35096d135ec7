import { spawn } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../../support/eventually.js'
import { startServer, type TestServer } from '../../support/server.js'
import { TestClient } from '../../support/testClient.js'
import { pythonWithBoto3 } from './python.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const page = readFileSync(join(root, 'docs/producers.md'), 'utf8')
/** Recipes that say that they are tested: heading, language, and the block as it stands there. */
const recipes = [...page.matchAll(/^## (.*) \(tested\)\n[^#]*?^```(\w+)\n([\s\S]*?)^```$/gm)].map(
  ([, heading = '', language = '', code = '']) => ({ heading, language, code }),
)

let server: TestServer
let viewer: TestClient
beforeAll(async () => {
  server = await startServer()
  viewer = await TestClient.open(`${server.ws}?channel=all`)
})
afterAll(async () => {
  await viewer.close()
  await server.stop()
})

it('has a tested recipe for each way in', () => {
  expect(recipes.map(({ language }) => language)).toEqual(['js', 'python', 'sh', 'sh', 'js'])
})

it.each(recipes)('$heading', async ({ code, language }) => {
  const ids = [...code.matchAll(/eventId\\?"?: ?\\?["'](\w+-\d)/g)].map(([, id]) => id as string)
  expect(ids.length).toBeGreaterThan(0)
  const here = code.replaceAll('http://localhost:8080', server.url)
  expect(here).not.toBe(code)
  const { code: ended, said } = await run(language, here)
  expect([ended, ended === 0 ? '' : said]).toEqual([0, ''])
  await eventually('its events', () => ids.every((id) => viewer.liveIds().includes(id)))
})

const logged = [
  { service: 'app', eventType: 'log', timestamp: '2026-01-01T00:00:00.123456Z', message: 'started', file: 'a.log' },
  { service: 'app', eventType: 'log', timestamp: '2026-01-01T00:00:00.123456Z', message: 'größer', file: 'a.log' },
].map((event) => ({ ...event, timestamp: new Date().toISOString().replace('Z', '456Z') }))

it.each([
  ['Vector, newline_delimited', 'application/x-ndjson', logged.map((event) => `${JSON.stringify(event)}\n`).join('')],
  ['Vector, character_delimited: a JSON array', 'application/json', JSON.stringify(logged)],
  ['Fluent Bit, json_lines', 'application/json', logged.map((event) => JSON.stringify(event)).join('\n')],
  ['Fluent Bit, json', 'application/json', JSON.stringify(logged)],
])('the body that %s sends is read, plain and packed', async (_, contentType, body) => {
  const packed = { body: gzipSync(body), headers: { 'content-type': contentType, 'content-encoding': 'gzip' } }
  for (const request of [{ body, headers: { 'content-type': contentType } }, packed]) {
    const response = await fetch(`${server.url}/events`, { method: 'POST', ...request })
    expect(await response.json()).toEqual({ accepted: 2, refused: [] })
  }
})

async function run(language: string, code: string): Promise<{ code: number | null; said: string }> {
  // A module has to lie where its packages are found.
  const file = join(root, '.cache', `recipe-${process.pid}.mjs`)
  const python = pythonWithBoto3()
  const [program, args] =
    language === 'js'
      ? [process.execPath, ['--no-warnings', file]]
      : language === 'python'
        ? [python, ['-c', code]]
        : ['sh', ['-c', code]]
  if (language === 'js') writeFileSync(file, code)
  const env = {
    PATH: `${dirname(python)}:${process.env['PATH']}`,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
  }
  const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk
    })
  }
  const ended = await new Promise<number | null>((resolve) => child.on('close', resolve))
  rmSync(file, { force: true })
  return { code: ended, said }
}
