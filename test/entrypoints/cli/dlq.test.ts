import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCli } from '../../../src/entrypoints/cli/runCli.js'
import { eventually } from '../../support/eventually.js'
import { putEvents } from '../../support/send.js'
import { startServer, type TestServer } from '../../support/server.js'
import { fakeTerminal } from './fakeTerminal.js'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

async function run(...argv: string[]) {
  const fake = fakeTerminal()
  const code = await runCli(['dlq', ...argv, '--url', server.url], fake.terminal)
  return { code, out: fake.out(), err: fake.err() }
}

const listed = async () => (await run('list')).out.split('\n').filter((line) => line !== '')

describe('dlq', () => {
  test('lists, shows, redrives and discards what could not be handled', async () => {
    await putEvents(server.url, [
      { eventId: 'bad-1', status: 'not a number' },
      { eventId: 'bad-2', version: 0, '\u001b[2Jname': 1 },
    ])
    const lines = await eventually('both are dead', async () => {
      const now = await listed()
      return now.length === 2 ? now : undefined
    })
    const ids = lines.map((line) => line.split('  ')[0] as string)
    expect(lines[0]).toContain('events')
    expect(lines.join('')).not.toContain('\u001b')

    const shown = await run('show', ids[0] as string)
    expect(JSON.parse(shown.out)).toMatchObject({ topic: 'events', item: { detail: { eventId: 'bad-1' } } })

    expect(await run('redrive', ids[0] as string)).toMatchObject({ code: 0, out: '1 sent again\n' })
    await eventually('it died again, as a letter of its own', async () => {
      const now = await listed()
      return now.length === 2 && !now.some((line) => line.startsWith(ids[0] as string))
    })
    expect(await run('redrive', ids[0] as string)).toMatchObject({ code: 0, out: '0 sent again\n' })

    expect(await run('discard', '--all')).toMatchObject({ code: 0, out: '2 discarded\n' })
    expect(await listed()).toEqual([])
  })

  test.each([
    [[], 'list, show, redrive or discard'],
    [['bury'], 'list, show, redrive or discard'],
    [['show'], 'one ID'],
    [['redrive'], 'the IDs, or --all'],
    [['discard', 'x', '--all'], 'the IDs, or --all'],
  ])('%j is told what is missing', async (argv, words) => {
    const { code, err } = await run(...argv)
    expect([code, err]).toEqual([2, expect.stringContaining(words)])
  })

  test('says that there is no such letter, and that nobody is there', async () => {
    expect(await run('show', 'none')).toMatchObject({ code: 1, err: expect.stringContaining('no dead letter') })
    const fake = fakeTerminal()
    expect(await runCli(['dlq', 'list', '--url', 'http://localhost:1'], fake.terminal)).toBe(1)
    expect(fake.err()).toContain('cannot connect')
  })
})

test.each([
  ['limit=0', 'limit'],
  ['limit=x', 'limit'],
])('the page that is asked for is checked: %s', async (query, path) => {
  const answer = await fetch(`${server.url}/dead-letters?${query}`)
  expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ code: 'bad_request', path })])
})

test.each(['', '[]', '{}', '{"ids":[]}', '{"ids":[1]}', '{"ids":["a"],"all":true}', '{"all":false}'])(
  'nothing is done for a body such as %s',
  async (body) => {
    const answer = await fetch(`${server.url}/dead-letters/discard`, { method: 'POST', body })
    expect(answer.status).toBe(400)
  },
)
