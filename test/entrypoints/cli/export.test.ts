import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { runCli } from '../../../src/entrypoints/cli/runCli.js'
import { eventually } from '../../support/eventually.js'
import { startServer, type TestServer } from '../../support/server.js'
import { fakeTerminal } from './fakeTerminal.js'

const total = 2345
const big = 'ü'.repeat(60_000)
let server: TestServer
let folder: string

beforeAll(async () => {
  server = await startServer()
  const now = Date.now()
  const events = Array.from({ length: total }, (_, n) => ({
    eventId: `e${n}`,
    service: n === total - 1 ? 'big' : n % 5 === 0 ? 'checkout' : 'cart',
    eventType: 'order',
    timestamp: now - n,
    message: n === total - 1 ? big : `=message ${n}`,
    extra: { n },
  }))
  const answer = await fetch(`${server.url}/events`, { method: 'POST', body: JSON.stringify(events) })
  expect(await answer.json()).toEqual({ accepted: total, refused: [] })
  await eventually('all are stored', async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text()
    return text.includes(`deltaboard_events_total{outcome="indexed"} ${total}\n`)
  })
})
afterAll(() => server.stop())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deltaboard-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function run(...argv: string[]) {
  const fake = fakeTerminal()
  const code = await runCli(['export', '--url', server.url, ...argv], fake.terminal)
  return { code, out: fake.out(), err: fake.err() }
}

describe('export', () => {
  test('writes every document once, newest first', async () => {
    const { out } = await run()
    const documents = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(documents.map(({ eventId }) => eventId)).toEqual(Array.from({ length: total }, (_, n) => `e${n}`))
    expect(documents[8]).toMatchObject({ extra: { n: 8 }, service: 'cart' })
  })

  test('a document that is too big for a frame is written whole', async () => {
    const { code, out, err } = await run('--channel', 'service:big')
    expect([code, err]).toEqual([0, ''])
    const document = JSON.parse(out)
    expect(document).not.toHaveProperty('truncated')
    expect(document.message.length).toBeGreaterThan(32_768)
  })

  test('writes what matches, up to a limit', async () => {
    const { out } = await run('service:checkout', '--limit', '3')
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).eventId),
    ).toEqual(['e0', 'e5', 'e10'])
    const channel = await run('--channel', 'service:checkout', '--limit', '1')
    expect(JSON.parse(channel.out).eventId).toBe('e0')
  })

  test('writes CSV with a header, and no formula', async () => {
    const { out } = await run('--format', 'csv', '--limit', '2')
    const [header, first, second, end] = out.split('\r\n')
    expect(header).toMatch(/^eventId,version,@timestamp,/)
    expect(first).toMatch(/^e0,1,.*,'=message 0$/)
    expect(second).toMatch(/^e1,1,/)
    expect(end).toBe('')
  })

  test('a file appears under its name when it is whole, alone', async () => {
    const file = join(folder, 'all.ndjson')
    expect(await run('-service:big', '--out', file)).toEqual({ code: 0, out: '', err: '' })
    expect(readFileSync(file, 'utf8').trim().split('\n').length).toBe(total - 1)
    expect(readdirSync(folder)).toEqual(['all.ndjson'])
  })

  test('nothing is left behind where it is interrupted: 130', async () => {
    const fake = fakeTerminal()
    fake.interrupt()
    const file = join(folder, 'all.ndjson')
    expect(await runCli(['export', '--url', server.url, '--out', file], fake.terminal)).toBe(130)
    expect(readdirSync(folder)).toEqual([])
  })

  test('a reader that goes early ends it quietly', async () => {
    const fake = fakeTerminal()
    fake.stdout.once('data', () => fake.stdout.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })))
    expect(await runCli(['export', '--url', server.url], fake.terminal)).toBe(0)
    expect(fake.err()).toBe('')
  })

  test('a file that cannot be written: 1', async () => {
    const { code, err } = await run('--out', join(folder, 'no', 'such', 'folder'))
    expect(code).toBe(1)
    expect(err).toContain('cannot write')
  })

  test('where nobody listens: 3, and no file', async () => {
    const fake = fakeTerminal()
    const file = join(folder, 'none.csv')
    expect(await runCli(['export', '--url', 'http://127.0.0.1:1', '--out', file], fake.terminal)).toBe(3)
    expect(existsSync(file)).toBe(false)
  })

  test.each([
    [['--format', 'xml'], '--format must be'],
    [['--limit', '-1'], '--limit'],
    [['stauts:1'], '^^^^^^'],
  ])('%j is a usage error', async (argv, said) => {
    const { code, out, err } = await run(...argv)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(said)
  })
})
