import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../../support/eventually.js'
import { builtCommand } from '../../support/ways/serveProcess.js'
import { temporaryFolder } from './openFolder.js'

let home: ReturnType<typeof temporaryFolder>
let server: ChildProcess | undefined
beforeEach(() => {
  home = temporaryFolder()
})
afterEach(async () => {
  if (server !== undefined && server.exitCode === null) {
    server.kill('SIGKILL')
    await once(server, 'exit')
  }
  home.remove()
})

// The system lets a process write files of a certain size only: its writes fail as they do on a full disk, and go on
// when the limit is lifted, as when somebody makes room.
test('a full disk: nothing is accepted that cannot be kept, it is told, and all goes on once there is room', async () => {
  const program = await builtCommand()
  const flags = ['serve', '--port', '0', '--data', home.dir, '--log-level', 'error']
  const limited = 'ulimit -S -f 2000; exec "$0" "$@"'
  const child = spawn('bash', ['-c', limited, process.execPath, '--no-warnings', program, ...flags])
  server = child
  let [out, log] = ['', '']
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    log = `${log}${chunk}`.slice(-100_000)
  })
  const [, port] = await eventually('it listens', () => /ready at \S+?:(\d+)/.exec(out) ?? undefined, 30_000)
  const url = `http://127.0.0.1:${port}/events`
  let sent = 0
  const accepted: number[] = []
  const send = async (): Promise<number> => {
    const from = sent
    sent += 100
    const lines = Array.from({ length: 100 }, (_, i) => {
      return JSON.stringify({ eventId: `e${from + i}`, service: 's', eventType: 't', pad: 'x'.repeat(500) })
    })
    const answer = await fetch(url, { method: 'POST', body: lines.join('\n') })
    const { accepted: count } = (await answer.json()) as { accepted?: number }
    if (count === 100) accepted.push(from)
    return answer.status
  }
  const status = await eventually('the disk is full', async () => {
    const answer = await send()
    return answer === 200 ? undefined : answer
  })
  expect(status).toBe(429)
  expect(accepted.length).toBeGreaterThan(0)
  expect(child.exitCode).toBeNull()
  // What a process says comes by another way than its answers.
  await eventually('it is told', () => log.includes('"msg":"disk"'))

  execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited'])
  await eventually('accepted again', async () => (await send()) === 200)
  const metrics = `http://127.0.0.1:${port}/metrics`
  const indexed = async () => {
    const text = await (await fetch(metrics)).text()
    return Number(/^deltaboard_events_total\{outcome="indexed"\} (\d+)$/m.exec(text)?.[1] ?? 0)
  }
  await eventually('all that was accepted is indexed', async () => (await indexed()) === accepted.length * 100, 40_000)
}, 120_000)
