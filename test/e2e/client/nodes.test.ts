import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodes } from '../../../scripts/prepare/nodes.mjs'
import { builtClient } from '../../client/platforms/builtClient.js'
import { type CuttableSite, cuttableSite } from '../../client/platforms/cuttableSite.js'
import { type Said, visiting } from '../../client/platforms/visiting.js'
import { type ServeProcess, startServeProcess } from '../../support/ways/serveProcess.js'

const script = fileURLToPath(new URL('../../client/platforms/node.mjs', import.meta.url))
const ws = join(dirname(createRequire(import.meta.url).resolve('ws/package.json')), 'wrapper.mjs')

let server: ServeProcess
let site: CuttableSite
let folder: string
beforeAll(async () => {
  const { sdk } = await builtClient()
  folder = mkdtempSync(join(tmpdir(), 'deltaboard-nodes-'))
  writeFileSync(join(folder, 'client.mjs'), sdk)
  server = await startServeProcess(['--log-level', 'silent'])
  site = await cuttableSite(server.port, new Map())
})
afterAll(async () => {
  await site.stop()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('the built SDK', () => {
  it.each(nodes())('in Node $line subscribes, resumes after a cut, and closes', async ({ line, program }) => {
    expect(execFileSync(program, ['-v'], { encoding: 'utf8' })).toMatch(new RegExp(`^v${line}\\.`))
    await visiting(server.url, site, async (channel) => {
      const args = ['--no-warnings', script, join(folder, 'client.mjs'), site.ws, channel, ws]
      const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
      const said: Said[] = []
      createInterface(child.stdout).on('line', (text) => said.push(JSON.parse(text)))
      return {
        said,
        async end() {
          const ended = once(child, 'exit')
          child.stdin.end('end\n')
          expect(await ended, 'nothing keeps the process').toEqual([0, null])
        },
      }
    })
  })
})
