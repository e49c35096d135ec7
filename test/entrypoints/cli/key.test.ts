import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runCli } from '../../../src/entrypoints/cli/runCli.js'
import { readApiKeys } from '../../../src/entrypoints/config/keyFiles.js'
import { diskFiles } from '../../../src/entrypoints/config/sources.js'
import { fakeTerminal } from './fakeTerminal.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deltaboard-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function run(...argv: string[]) {
  const fake = fakeTerminal()
  const code = await runCli(['key', ...argv], fake.terminal)
  return { code, out: fake.out(), err: fake.err() }
}

describe('a key that is made', () => {
  test('is alone on standard output, so that a script can keep it', async () => {
    const { code, out, err } = await run('wallboard')
    expect(code).toBe(0)
    expect(out).toMatch(/^db_[\w-]{43}\n$/)
    expect(err).not.toContain(out.trim())
    expect(err).toContain(createHash('sha256').update(out.trim()).digest('hex'))
  })

  test('is told by its hash in the keys file, which the server reads', async () => {
    const file = join(folder, 'keys.json')
    const first = await run('wallboard', '--file', file)
    const second = await run(
      'ci',
      '--scope',
      'write',
      '--scope',
      'read',
      '--claim',
      'team=a',
      '--claim',
      'team=b',
      '--file',
      file,
    )
    expect([first.code, second.code]).toEqual([0, 0])
    const hash = (key: string) => `sha256:${createHash('sha256').update(key.trim()).digest('hex')}`
    expect(readApiKeys(file, diskFiles)).toEqual({
      ok: true,
      value: [
        { name: 'wallboard', hash: hash(first.out), scopes: ['read'], claims: {} },
        { name: 'ci', hash: hash(second.out), scopes: ['read', 'write'], claims: { team: ['a', 'b'] } },
      ],
    })
    expect(readFileSync(file, 'utf8')).not.toContain(first.out.trim())
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('leaves a file alone that is no keys file', async () => {
    const file = join(folder, 'keys.json')
    writeFileSync(file, '{"a":1}')
    expect(await run('x', '--file', file)).toMatchObject({ code: 1, out: '' })
    expect(readFileSync(file, 'utf8')).toBe('{"a":1}')
  })

  test.each([[[]], [['x', '--scope', 'all']], [['x', '--claim', 'team']], [['x', 'y']]])(
    '%j is a usage error',
    async (argv) => {
      expect(await run(...argv)).toMatchObject({ code: 2, out: '' })
    },
  )
})
