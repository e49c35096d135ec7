import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { hashOf, isSame } from '../../scripts/build/hash.mjs'
import { root } from '../../scripts/root.mjs'
import { eventually } from '../support/eventually.js'

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL')
})

/** What `npm start -- flags` runs. */
async function start() {
  const flags = ['--port', '0', '--log-level', 'silent']
  const child = spawn(process.execPath, ['scripts/run.mjs', 'serve', ...flags], { cwd: root })
  children.push(child)
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text
  })
  const url = await eventually('it is ready', () => /http:\/\/\S+/.exec(output)?.[0], 60_000)
  return { child, url, output: () => output }
}

describe('npm start', () => {
  test('a second one builds nothing, and disturbs no running one', async () => {
    const first = await start()
    const page = await (await fetch(first.url)).text()
    const second = await start()
    expect(second.output()).not.toContain('Building')
    expect(second.url).not.toBe(first.url)
    for (const { url } of [first, second]) {
      expect((await fetch(`${url}/readyz`)).status).toBe(200)
      expect(await (await fetch(url)).text()).toBe(page)
    }
    second.child.kill('SIGTERM')
    expect((await once(second.child, 'exit'))[0]).toBe(0)
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200)
    first.child.kill('SIGINT')
    expect((await once(first.child, 'exit'))[0]).toBe(0)
  })
})

describe('what is stale', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deltaboard-stale-'))
  const path = relative(root, folder)
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('is told by content: not by time, but by any byte, name or new file', () => {
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
    write('a.ts', 'one')
    const before = hashOf([path])
    utimesSync(join(folder, 'a.ts'), 1, 1)
    expect(hashOf([path])).toBe(before)
    write('a.ts', 'two')
    const changed = hashOf([path])
    expect(changed).not.toBe(before)
    write('b.ts', '')
    expect(hashOf([path])).not.toBe(changed)
    expect(isSame(path, path, '.')).toBe(true)
    expect(isSame(path, 'scripts', '.')).toBe(false)
  })
})
