import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runCli } from '../../../src/entrypoints/cli/runCli.js'
import { eventually } from '../../support/eventually.js'
import { startServer } from '../../support/server.js'
import { type Answering, fakeEventBridge, takesAll } from './fakeEventBridge.js'
import { fakeTerminal } from './fakeTerminal.js'

let folder: string
const stops: (() => Promise<void>)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deltaboard-'))
})
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
  rmSync(folder, { recursive: true })
})

async function bus(answer?: Answering) {
  const started = await fakeEventBridge(answer)
  stops.push(started.stop)
  return started
}

const lines = (count: number, of: (n: number) => object) =>
  Array.from({ length: count }, (_, i) => `${JSON.stringify(of(i))}\n`).join('')
const entry = (n: number) => ({ Source: 'shop', DetailType: 'order', Detail: { eventId: `e${n}`, n } })
const ids = (entries: readonly { Detail: string }[]) => entries.map(({ Detail }) => JSON.parse(Detail).eventId)

async function publish(text: string | Readable, ...argv: string[]) {
  const fake = fakeTerminal({ stdin: typeof text === 'string' ? Readable.from([Buffer.from(text)]) : text })
  const code = await runCli(['publish', ...argv], fake.terminal)
  return { code, out: fake.out(), err: fake.err() }
}

describe('publish', () => {
  test('sends every line once, in tens, and says how many', async () => {
    const { endpoint, calls, entries } = await bus()
    const { code, err } = await publish(lines(95, entry), '-', '--endpoint', endpoint)
    expect(code).toBe(0)
    expect(err).toMatch(/^deltaboard: 95 events sent in [\d.]+ s, 0 refused\n$/)
    expect(calls.length).toBe(10)
    expect(ids(entries()).sort()).toEqual(Array.from({ length: 95 }, (_, i) => `e${i}`).sort())
    expect(entries()[0]).toEqual({ Source: 'shop', DetailType: 'order', Detail: '{"eventId":"e0","n":0}' })
  })

  test('reads a file', async () => {
    const { endpoint, entries } = await bus()
    const file = join(folder, 'events.ndjson')
    writeFileSync(file, `${lines(3, entry)}\r\n\n${JSON.stringify(entry(3))}`)
    expect((await publish('', file, '--endpoint', endpoint)).code).toBe(0)
    expect(ids(entries())).toEqual(['e0', 'e1', 'e2', 'e3'])
  })

  test('names source and type: of the line, else of the flag, else of the detail', async () => {
    const { endpoint, entries } = await bus()
    const text = [
      { Source: 'own', DetailType: 'own', Detail: '{"a":1}', EventBusName: 'own', Time: '2026-11-24T09:00:00Z' },
      { Detail: { service: 'checkout' } },
      { service: 'cart', eventType: 'cart.updated' },
    ]
    await publish(
      text.map((each) => JSON.stringify(each)).join('\n'),
      '--endpoint',
      endpoint,
      '--source',
      'flag',
      '--bus',
      'flagged',
      '--detail-type',
      'typed',
    )
    expect(entries()).toEqual([
      {
        Source: 'own',
        DetailType: 'own',
        Detail: '{"a":1}',
        EventBusName: 'own',
        Time: Date.parse('2026-11-24T09:00:00Z') / 1000,
      },
      { Source: 'flag', DetailType: 'typed', Detail: '{"service":"checkout"}', EventBusName: 'flagged' },
      {
        Source: 'flag',
        DetailType: 'typed',
        Detail: '{"service":"cart","eventType":"cart.updated"}',
        EventBusName: 'flagged',
      },
    ])
    const plainly = await bus()
    await publish(JSON.stringify(text[2]), '--endpoint', plainly.endpoint)
    expect(plainly.entries()).toMatchObject([{ Source: 'cart', DetailType: 'cart.updated' }])
  })

  test('counts offsets from now when asked to, to the millisecond', async () => {
    const { endpoint, entries } = await bus()
    const before = Date.now()
    const text = lines(2, (n) => ({ offsetMs: -1500 * n, ...entry(n) }))
    await publish(text, '--endpoint', endpoint, '--rebase')
    const [first, second] = entries().map(({ Detail }) => Date.parse(JSON.parse(Detail)['@timestamp']))
    expect((first ?? 0) - (second ?? 0)).toBe(1500)
    expect(first).toBeGreaterThanOrEqual(before)
    expect(first).toBeLessThanOrEqual(Date.now())
  })

  test('keeps what is refused, with its line and reason, and answers 1', async () => {
    const { endpoint, entries } = await bus((sent) => ({
      status: 200,
      body: {
        FailedEntryCount: 1,
        Entries: sent.map(({ Detail }) =>
          JSON.parse(Detail).eventId === 'e1' ? { ErrorCode: 'MalformedDetail', ErrorMessage: 'no' } : { EventId: 'x' },
        ),
      },
    }))
    const rejects = join(folder, 'rejects.ndjson')
    const text = `${lines(3, entry)}{oops\n[]\n{"a":1}\n`
    const { code, err } = await publish(text, '--endpoint', endpoint, '--rejects', rejects)
    expect(code).toBe(1)
    expect(err).toContain('2 events sent')
    expect(err).toContain('4 refused')
    const kept = readFileSync(rejects, 'utf8')
      .trim()
      .split('\n')
      .map((each) => JSON.parse(each))
    expect(kept.map(({ line, code: why }) => [line, why]).sort()).toEqual([
      [2, 'MalformedDetail'],
      [4, 'bad_json'],
      [5, 'bad_line'],
      [6, 'no_source'],
    ])
    expect(kept.find(({ line }) => line === 4).text).toBe('{oops')
    expect(entries().length).toBe(3)
  })

  test('sends again what failed for the moment, and only that', async () => {
    const { endpoint, calls, entries } = await bus((sent, call) =>
      call > 1
        ? takesAll(sent, call)
        : {
            status: 200,
            body: {
              FailedEntryCount: 2,
              Entries: sent.map((_, i) => (i < 2 ? { ErrorCode: 'ThrottlingException' } : { EventId: 'x' })),
            },
          },
    )
    const { code } = await publish(lines(5, entry), '--endpoint', endpoint)
    expect(code).toBe(0)
    expect(calls.map((call) => ids(call))).toEqual([
      ['e0', 'e1', 'e2', 'e3', 'e4'],
      ['e0', 'e1'],
    ])
    expect(entries().length).toBe(7)
  })

  test('a call that is refused as a whole is sent entry by entry: the bad one fails alone', async () => {
    const { endpoint } = await bus((sent, call) =>
      ids(sent).includes('e2')
        ? { status: 400, body: { __type: 'ValidationException', message: 'bad' } }
        : takesAll(sent, call),
    )
    const { code, err } = await publish(lines(5, entry), '--endpoint', endpoint)
    expect(code).toBe(1)
    expect(err).toContain('line 3: refused: ValidationException: bad')
    expect(err).toContain('4 events sent')
  })

  test('goes at the rate that it is given', async () => {
    const { endpoint } = await bus()
    const startedAt = Date.now()
    expect((await publish(lines(30, entry), '--endpoint', endpoint, '--rate', '50')).code).toBe(0)
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(390)
  })

  test('sends what a pipe brings without waiting for ten, and ends when interrupted', async () => {
    const { endpoint, entries } = await bus()
    const stdin = new PassThrough()
    const fake = fakeTerminal({ stdin })
    const running = runCli(['publish', '-', '--endpoint', endpoint], fake.terminal)
    stdin.write(lines(1, entry))
    await eventually('the line is sent', () => entries().length === 1)
    fake.interrupt()
    expect(await running).toBe(130)
    expect(fake.err()).toContain('1 events sent')
  })

  test('what was read before the input breaks off is sent and counted: 1', async () => {
    const { endpoint } = await bus()
    async function* broken() {
      yield Buffer.from(lines(2, entry))
      throw new Error('the disk is gone')
    }
    const { code, err } = await publish(Readable.from(broken()), '-', '--endpoint', endpoint)
    expect(code).toBe(1)
    expect(err).toContain('2 events sent')
    expect(err).toContain('the disk is gone')
  })

  test('where nobody is, it says so at once: 3', async () => {
    const { endpoint, stop } = await fakeEventBridge()
    await stop()
    const { code, err } = await publish(lines(100, entry), '--endpoint', endpoint)
    expect(code).toBe(3)
    expect(err).toContain('ECONNREFUSED')
  })

  test('where these credentials are not let in: 3', async () => {
    const { endpoint, calls } = await bus(() => ({
      status: 403,
      body: { __type: 'AccessDeniedException', message: 'who?' },
    }))
    const { code, err } = await publish(lines(5, entry), '--endpoint', endpoint)
    expect(code).toBe(3)
    expect(err).toContain('no access: AccessDeniedException: who?')
    expect(calls.length).toBe(1)
  })

  test.each([
    [['/no/such/file', '--endpoint', 'http://localhost:1'], 'cannot be read'],
    [['-', '--rate', '0'], '--rate must be'],
    [['-', '--endpoint', 'localhost:8080'], '--endpoint must be'],
  ])('%j is a usage error', async (argv, said) => {
    const { code, err } = await publish('', ...argv)
    expect(code).toBe(2)
    expect(err).toContain(said)
  })

  test('reaches a real server: every event is stored, and the same file again changes nothing', async () => {
    const server = await startServer()
    stops.push(server.stop)
    const file = join(folder, 'recording.ndjson')
    writeFileSync(
      file,
      lines(250, (n) => ({ offsetMs: n - 250, ...entry(n), Detail: { ...entry(n).Detail, service: 'nova' } })),
    )
    const argv = [file, '--endpoint', server.url, '--rebase']
    expect((await publish('', ...argv)).code).toBe(0)
    const counted = async (outcome: string) => {
      const text = await (await fetch(`${server.url}/metrics`)).text()
      return Number(new RegExp(`deltaboard_events_total{outcome="${outcome}"} (\\d+)`).exec(text)?.[1])
    }
    await eventually('all are stored', async () => (await counted('indexed')) === 250)
    expect((await publish('', ...argv)).code).toBe(0)
    await eventually('they are known', async () => (await counted('duplicate')) === 250)
    expect(await counted('indexed')).toBe(250)
  })
})
