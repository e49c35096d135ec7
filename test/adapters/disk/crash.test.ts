import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../../support/eventually.js'
import { builtCommand, type ServeProcess, startServeProcess } from '../../support/ways/serveProcess.js'
import { temporaryFolder } from './openFolder.js'

let home: ReturnType<typeof temporaryFolder>
let server: ServeProcess | undefined
beforeEach(() => {
  home = temporaryFolder()
})
afterEach(async () => {
  await server?.kill()
  home.remove()
})

const serve = async (dir: string) => {
  server = await startServeProcess(['--data', dir, '--log-level', 'error'])
  return server
}

let made = 0
/** Sends so many events in one request; answers their ids once they were accepted, none where they were not. */
async function send(url: string, count: number): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, () => `e${made++}`)
  const body = ids.map((eventId) => JSON.stringify({ eventId, service: 's', eventType: 't', version: 1 })).join('\n')
  try {
    const headers = { 'content-type': 'application/x-ndjson' }
    const answer = await fetch(`${url}/events`, { method: 'POST', body, headers })
    return answer.status === 200 ? ids : []
  } catch {
    // It was killed before it answered.
    return []
  }
}

/** Sends from several sides until the server does not answer any more. */
async function load(url: string, running: () => boolean, accepted: string[]): Promise<void> {
  const side = async (count: number) => {
    while (running()) accepted.push(...(await send(url, count)))
  }
  await Promise.all([side(1), side(10), side(200), side(200)])
}

/** Runs a command beside this process, whose load goes on meanwhile. */
async function command(words: readonly string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const args = ['--no-warnings', await builtCommand(), ...words]
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { maxBuffer: 2 ** 28 }, (_, stdout, stderr) => {
      resolve({ status: child.exitCode ?? -1, stdout, stderr })
    })
  })
}

/** Ids of all documents, as often as they are there. */
async function exported(url: string): Promise<readonly string[]> {
  const { stdout, stderr, status } = await command(['export', '--url', url])
  if (status !== 0) throw new Error(stderr)
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [(JSON.parse(line) as { eventId: string }).eventId]))
}

async function settled(url: string): Promise<void> {
  await eventually(
    'nothing waits',
    async () => /^deltaboard_waiting_events 0$/m.test(await (await fetch(`${url}/metrics`)).text()),
    30_000,
  )
}

test('every event that was accepted is in the index, once, however often and whenever the server is killed', async () => {
  const accepted: string[] = []
  for (const ms of [150, 700, 20, 400]) {
    const { kill, running, url } = await serve(home.dir)
    const loading = load(url, running, accepted)
    await setTimeout(ms * (0.5 + Math.random()))
    await kill()
    await loading
  }
  expect(accepted.length).toBeGreaterThan(100)
  const { url } = await serve(home.dir)
  const present = await eventually(
    'all that was accepted',
    async () => {
      await settled(url)
      const ids = await exported(url)
      const set = new Set(ids)
      return accepted.every((id) => set.has(id)) && ids
    },
    40_000,
  )
  expect(present).toHaveLength(new Set(present).size)
}, 180_000)

test('a second server is told that the folder is held, and ends with the code for usage', async () => {
  await serve(home.dir)
  const second = await command(['serve', '--port', '0', '--data', home.dir])
  expect(second.status).toBe(2)
  expect(second.stderr.trim().split('\n')).toEqual([
    `deltaboard: the folder ${home.dir} is held by another process (${server?.child.pid}): one at a time can have it`,
  ])
})

test('a backup made while the server is written to opens, and has all that was answered before it began', async () => {
  const running = await serve(join(home.dir, 'data'))
  const accepted: string[] = []
  const loading = load(running.url, running.running, accepted)
  await eventually('some are in', () => accepted.length > 2000)
  const copy = join(home.dir, 'copies', 'one')
  const before = [...accepted]
  const made = await command(['backup', '--data', join(home.dir, 'data'), copy])
  expect(made).toMatchObject({ status: 0, stdout: '', stderr: `The copy is in ${copy}\n` })
  await running.kill()
  await loading
  const { url } = await serve(copy)
  await eventually(
    'all that was answered before',
    async () => {
      const ids = new Set(await exported(url))
      return before.every((id) => ids.has(id))
    },
    40_000,
  )
  const again = await command(['backup', '--data', copy, join(home.dir, 'data')])
  expect(again).toMatchObject({ status: 2, stderr: expect.stringContaining('is not empty') })
  expect(await command(['backup', '--data', join(home.dir, 'none'), join(home.dir, 'x')])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('has no data'),
  })
  expect(await command(['backup', copy])).toMatchObject({ status: 2, stderr: expect.stringContaining('--data DIR') })
}, 120_000)
