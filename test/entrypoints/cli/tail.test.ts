import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runCli } from '../../../src/entrypoints/cli/runCli.js'
import { eventually } from '../../support/eventually.js'
import { startServer, type TestServer } from '../../support/server.js'
import { fakeTerminal } from './fakeTerminal.js'

let server: TestServer
const ends: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  server = await startServer()
})
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
  await server.stop()
})

function tail(...argv: string[]) {
  const fake = fakeTerminal()
  const code = runCli(['tail', '--url', server.url, ...argv], fake.terminal)
  ends.push(() => {
    fake.interrupt()
    return code
  })
  return { ...fake, code, lines: () => fake.out().split('\n').slice(0, -1) }
}

let sent = 0
async function send(...events: object[]) {
  const body = JSON.stringify(events.map((event) => ({ eventType: 'order', eventId: `t${sent++}`, ...event })))
  const answer = await fetch(`${server.url}/events`, { method: 'POST', body })
  expect(await answer.json()).toMatchObject({ accepted: events.length })
}

async function stored(total: number) {
  const metric = 'deltaboard_events_total{outcome="indexed"}'
  await eventually(`${total} are stored`, async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text()
    return text.includes(`${metric} ${total}\n`)
  })
}

const messages = (lines: readonly string[]) => lines.map((line) => JSON.parse(line).message)

describe('tail', () => {
  test('prints what is there, oldest first, then what comes and matches, once each', async () => {
    for (const n of [1, 2, 3])
      await send({ service: 'checkout', message: `old ${n}`, timestamp: Date.now() - 5000 + n })
    await stored(3)
    const run = tail('service:checkout', '-level:debug', '--json', '--last', '2')
    await eventually('the last two', () => run.lines().length === 2)
    await send({ service: 'cart', message: 'other' }, { service: 'checkout', level: 'debug', message: 'quiet' })
    await send({ service: 'checkout', message: 'new 1' }, { service: 'checkout', message: 'new 2' })
    await eventually('the new ones', () => run.lines().length >= 4)
    expect(messages(run.lines())).toEqual(['old 2', 'old 3', 'new 1', 'new 2'])
    run.interrupt()
    expect(await run.code).toBe(0)
    expect(run.err()).toBe('')
  })

  test('prints a document again when it changed', async () => {
    const run = tail('--json', '--count', '2')
    const at = new Date().toISOString()
    await send({ service: 'checkout', eventId: 'twice', message: 'first', timestamp: at })
    await eventually('the first', () => run.lines().length >= 1)
    await send({ service: 'checkout', eventId: 'twice', version: 2, message: 'second', timestamp: at })
    expect(await run.code).toBe(0)
    expect(messages(run.lines()).slice(-2)).toEqual(['first', 'second'])
  })

  test('on a terminal it is one coloured line a hit', async () => {
    await send({ service: 'checkout', level: 'error', message: 'red' })
    await stored(1)
    const fake = fakeTerminal({ isTTY: true })
    const code = await runCli(['tail', '--url', server.url, '--count', '1'], fake.terminal)
    expect(code).toBe(0)
    expect(fake.out()).toContain('\u001b[31merror\u001b[39m')
  })

  test('comes back after the server was away, and catches up', async () => {
    const run = tail('--json')
    await send({ service: 'a', message: 'before' })
    await eventually('connected', () => run.lines().length === 1)
    const { port } = server
    await server.stop()
    await eventually('it says so', () => run.err().includes('disconnected'))
    server = await startServer(['--port', String(port)])
    await send({ service: 'a', message: 'after' })
    await eventually('caught up', () => messages(run.lines()).includes('after'), 60_000)
    expect(run.err()).toContain('connected again')
    run.interrupt()
    expect(await run.code).toBe(0)
  })

  test('ends quietly when what reads it is closed', async () => {
    const run = tail('--json')
    await send({ service: 'a', message: 'one' })
    await eventually('one line', () => run.lines().length === 1)
    run.stdout.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
    expect(await run.code).toBe(0)
    expect(run.err()).toBe('')
  })

  test('a filter that is not understood: a caret under the place, 2', async () => {
    const run = tail('service:checkout', 'stauts:>=500')
    expect(await run.code).toBe(2)
    const [, line = '', caret = '', why = ''] = run.err().split('\n')
    expect(line).toBe('  service:checkout stauts:>=500')
    expect(line.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('stauts')
    expect(why).toContain('column 18')
  })

  test('a channel that the server does not know: 2', async () => {
    const run = tail('--channel', 'nonsense')
    expect(await run.code).toBe(2)
    expect(run.err()).toContain('bad_query')
  })

  test('where nobody listens: 3', async () => {
    const fake = fakeTerminal()
    expect(await runCli(['tail', '--url', 'http://127.0.0.1:1'], fake.terminal)).toBe(3)
    expect(fake.err()).toContain('cannot connect')
  })

  test.each([
    [['--last', '1001'], '--last must be'],
    [['--count', '0'], '--count must be'],
    [['--key-file', '/no/such'], 'cannot be read'],
  ])('%j is a usage error', async (argv, said) => {
    const run = tail(...argv)
    expect(await run.code).toBe(2)
    expect(run.err()).toContain(said)
  })
})
