import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { root } from '../../scripts/root.mjs'
import { eventually } from '../support/eventually.js'

const run = promisify(execFile)
const patience = 300_000

interface Packed {
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

async function pack(folder: string, ...flags: string[]): Promise<Packed> {
  const { stdout } = await run('npm', ['pack', '--json', ...flags], { cwd: folder, maxBuffer: 1e8 })
  // Scripts that ran before it may have said something.
  return JSON.parse(stdout.slice(stdout.indexOf('[\n')))[0]
}

describe('the package', () => {
  let folder: string
  let packed: Packed

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'deltaboard-package-'))
    packed = await pack(root, '--pack-destination', folder)
    const flags = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
    await run('npm', ['install', ...flags, join(folder, packed.filename)], { cwd: folder, maxBuffer: 1e8 })
  }, patience)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('holds the command, the page and what explains them, and no sources, tests or maps', () => {
    const paths = packed.files.map(({ path }) => path)
    expect(paths).toEqual(
      expect.arrayContaining([
        'package.json',
        'LICENSE',
        'README.md',
        'CHANGELOG.md',
        'dist/cli.js',
        'dist/web/index.html',
      ]),
    )
    const said = /^(package\.json|LICENSE|README\.md|CHANGELOG\.md|dist\/[\w.-]+\.js|dist\/web\/.+)$/
    expect(paths.filter((path) => !said.test(path))).toEqual([])
    expect(paths.filter((path) => /\.(map|tsx?|test\.\w+)$|(^|\/)\./.test(path))).toEqual([])
  })

  test('names no path of the machine that built it', () => {
    const installed = join(folder, 'node_modules/deltaboard')
    const files = readdirSync(installed, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(files.length).toBe(packed.files.length)
    const telling = files.filter((entry) =>
      readFileSync(join(entry.parentPath, entry.name)).includes(root.slice(0, -1)),
    )
    expect(telling.map(({ name }) => name)).toEqual([])
  })

  test(
    '`npx deltaboard demo` works in an empty folder: page, readiness, hits; and ends when told to',
    async () => {
      const demo = spawn('npx', ['--no-install', 'deltaboard', 'demo', '--port', '0', '--log-level', 'warn'], {
        cwd: folder,
        // A group of its own, so that a signal reaches the command and not only npx.
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const output = collect(demo)
      try {
        const url = await eventually('the address', () => /http:\/\/localhost:\d+/.exec(output())?.[0], 60_000)
        expect((await fetch(`${url}/readyz`)).status).toBe(200)
        const page = await (await fetch(url)).text()
        const script = /<script[^>]+src="\.?\/?([^"]+\.js)"/.exec(page)?.[1]
        expect(page).toContain('<title>')
        expect((await fetch(`${url}/${script}`)).headers.get('content-type')).toContain('javascript')

        const hits: unknown[] = []
        const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?channel=all`)
        socket.on('message', (data) => {
          const message = JSON.parse(String(data))
          if (message.type === 'hits') hits.push(...message.hits)
        })
        await eventually('hits arrive', () => hits.length > 20, 60_000)
        socket.close()

        process.kill(-(demo.pid ?? 0), 'SIGTERM')
        await Promise.race([once(demo, 'exit'), eventually('it ended', () => demo.exitCode !== null, 12_000)])
      } finally {
        if (demo.exitCode === null && demo.signalCode === null) process.kill(-(demo.pid ?? 0), 'SIGKILL')
      }
      expect(output()).not.toMatch(/Error|at .+\.js:\d+/)
    },
    patience,
  )

  test(
    'the command ends with 0 on SIGTERM',
    async () => {
      const command = join(folder, 'node_modules/deltaboard/dist/cli.js')
      const server = spawn(process.execPath, [command, 'serve', '--port', '0', '--log-level', 'warn'], { cwd: folder })
      const output = collect(server)
      await eventually('it serves', () => output().includes('is ready'), 60_000)
      server.kill('SIGTERM')
      expect((await once(server, 'exit'))[0]).toBe(0)
      expect(output()).toMatch(/^deltaboard is ready at http:\/\/localhost:\d+\n$/)
    },
    patience,
  )
})

describe('the client package', () => {
  test('is made as packages should be', async () => {
    const { messages } = await publint({ pkgDir: join(root, 'client'), level: 'suggestion', pack: false })
    expect(messages).toEqual([])
  })

  test('packs what is built and what explains it, nothing else', async () => {
    const { files } = await pack(join(root, 'client'), '--dry-run', '--ignore-scripts')
    const paths = files.map(({ path }) => path)
    expect(paths).toEqual(expect.arrayContaining(['package.json', 'dist/index.js']))
    expect(
      paths.filter((path) => !/^(package\.json|README\.md|LICENSE|dist\/.+\.(js|js\.map|d\.ts))$/.test(path)),
    ).toEqual([])
  })
})

function collect(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
    })
  }
  return () => text
}
