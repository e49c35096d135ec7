// Events in over HTTP, kept on the disk before they are answered: rates of a server with --data beside one in memory.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BuiltServer } from './builtServer.js'
import { printTable, round } from './figures.js'
import { perRequest, saturate, type Way } from './producer.js'

const total = 200_000
const ways: readonly Way[] = ['POST /events', 'PutEvents']
const rows: Record<string, string | number>[] = []
for (const way of ways) {
  for (const kept of [false, true]) {
    const home = mkdtempSync(join(tmpdir(), 'deltaboard-bench-'))
    const data = kept ? ['--data', join(home, 'data')] : []
    const server = await BuiltServer.start(['--max-documents', '1000000', '--max-bytes', '4GB', ...data])
    await saturate(server.url, way, total / 4, 'bench', 32)
    const [from, cpu] = [performance.now(), await server.cpu()]
    await saturate(server.url, way, total, 'bench', 32)
    const answered = (performance.now() - from) / 1000
    while ((await server.metric('deltaboard_waiting_events')) > 0)
      await new Promise((resolve) => setTimeout(resolve, 5))
    const handled = (performance.now() - from) / 1000
    const used = (await server.cpu()) - cpu
    await server.stop()
    rmSync(home, { recursive: true, force: true })
    rows.push({
      'sent by': way,
      'events a request': perRequest[way],
      kept: kept ? 'on the disk' : 'in memory',
      'answered/s': round(total / answered),
      'indexed/s': round(total / handled),
      'server CPU, µs an event': round((used / total) * 1e6, 1),
    })
  }
}
printTable('Events in, with and without --data (32 requests at a time)', rows)
