/**
 * A folder of a million documents: written, opened again, copied. `node --expose-gc --import tsx bench/disk.bench.ts
 * [documents]`. Opening runs in a process of its own, as it does after a restart.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { backup } from '../src/adapters/disk/backup.js'
import { dataFileOf } from '../src/adapters/disk/dataFile.js'
import { DiskHitIndex } from '../src/adapters/disk/diskHitIndex.js'
import { Folder } from '../src/adapters/disk/folder.js'
import { MemoryHitIndex } from '../src/adapters/memory/index/memoryHitIndex.js'
import type { Hit } from '../src/domain/document/hit.js'
import { keyOf } from '../src/domain/document/identity.js'
import { defaultSchema } from '../src/domain/fields.js'
import { printTable, round } from './figures.js'
import { detail } from './producer.js'

const [given = '1000000', opening] = process.argv.slice(2)
const total = Number(given)
const batch = 1000
const start = Date.now() - 3_600_000
const clock = { now: () => Date.now() }

async function open(dir: string): Promise<{ folder: Folder; index: DiskHitIndex; memory: MemoryHitIndex }> {
  const telemetry = { fault: (where: string, fault: unknown) => console.error(where, fault) }
  const folder = new Folder({ dir, schema: defaultSchema, clock, telemetry })
  await folder.open()
  const bounds = { maxDocuments: total, maxBytes: 8 * 2 ** 30, retentionMs: 14 * 86_400_000 }
  let memory: MemoryHitIndex | undefined
  const index = new DiskHitIndex({
    folder,
    telemetry,
    structures: (of) => {
      memory = new MemoryHitIndex({ schema: defaultSchema, clock, ...bounds, ...of })
      return memory
    },
  })
  await index.prepare()
  return { folder, index, memory: memory as MemoryHitIndex }
}

const cpuSeconds = () => {
  const { system, user } = process.cpuUsage()
  return (system + user) / 1e6
}

if (opening !== undefined) {
  const [from, cpu] = [performance.now(), cpuSeconds()]
  const { folder, memory } = await open(opening)
  const [ms, used] = [performance.now() - from, cpuSeconds() - cpu]
  console.log(JSON.stringify({ documents: memory.size.documents, ms, cpu: used, rss: process.memoryUsage.rss() }))
  await folder.close()
} else await measure()

async function measure(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'deltaboard-bench-'))
  const dir = join(home, 'data')
  const { folder, index } = await open(dir)
  let [writing, cpu, json] = [0, 0, 0]
  for (let i = 0; i < total; i += batch) {
    const writes = Array.from({ length: Math.min(batch, total - i) }, (_, n) => {
      const at = new Date(start + (i + n) * 3).toISOString()
      const text = detail('checkout').replace('{', `{"version":1,"@timestamp":"${at}","ingestedAt":"${at}",`)
      json += text.length
      const hit = JSON.parse(text) as Hit
      return { key: keyOf(hit), next: { hit, earlier: [] } }
    })
    const [from, before] = [performance.now(), cpuSeconds()]
    await index.write(writes)
    writing += performance.now() - from
    cpu += cpuSeconds() - before
  }
  await folder.close()
  const size = statSync(dataFileOf(dir)).size

  const copied = performance.now()
  await backup(dir, join(home, 'copy'))
  const copying = performance.now() - copied

  const self = fileURLToPath(import.meta.url)
  const args = ['--no-warnings', '--import', 'tsx', self, String(total), dir]
  const { stderr, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (stderr !== '') console.error(stderr)
  const opened = JSON.parse(stdout) as { documents: number; ms: number; cpu: number; rss: number }
  if (opened.documents !== total) throw new Error(`${opened.documents} of ${total} documents came back`)
  rmSync(home, { recursive: true, force: true })
  printTable(`A folder of ${round(total)} documents of ${round(json / total)} bytes`, [
    { what: `documents/s written, ${batch} a call, each call on the disk`, figure: round((total / writing) * 1000) },
    { what: 'CPU of a write, µs a document', figure: round((cpu / total) * 1e6, 1) },
    { what: 'bytes on the disk, a document', figure: round(size / total) },
    { what: 'opening again, s by the clock', figure: round(opened.ms / 1000, 1) },
    { what: 'opening again, s of CPU', figure: round(opened.cpu, 1) },
    { what: 'resident memory once opened, MB', figure: round(opened.rss / 2 ** 20) },
    { what: 'backup, s', figure: round(copying / 1000, 1) },
  ])
}
