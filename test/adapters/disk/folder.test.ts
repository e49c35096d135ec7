import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dataFileOf } from '../../../src/adapters/disk/dataFile.js'
import type { Folder } from '../../../src/adapters/disk/folder.js'
import { unusable } from '../../../src/adapters/disk/folderRefused.js'
import { openFolder, temporaryFolder } from './openFolder.js'

let home: ReturnType<typeof temporaryFolder>
const folders: Folder[] = []
const children: ChildProcess[] = []
beforeEach(() => {
  home = temporaryFolder()
})
afterEach(async () => {
  for (const child of children.splice(0)) await kill(child)
  for (const folder of folders.splice(0)) await folder.close()
  home.remove()
})

async function open(dir = home.dir): Promise<Folder> {
  const folder = await openFolder(dir)
  folders.push(folder)
  return folder
}

/** Another process that opens the folder; answers what it said. */
async function another(dir = home.dir): Promise<{ readonly child: ChildProcess; readonly said: string }> {
  const child = fork(fileURLToPath(new URL('./holder.ts', import.meta.url)), [dir], { execArgv: ['--import', 'tsx'] })
  children.push(child)
  const [said] = (await once(child, 'message')) as [string]
  return { child, said }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

const locks = (dir = home.dir) => readdirSync(dir).filter((name) => name.startsWith('lock-'))

describe('a folder', () => {
  it('is held by one: a second is told by whom, in one line', async () => {
    const { child } = await another()
    const refused = await open().catch((fault) => fault)
    expect(refused).toMatchObject({ code: 'in_use' })
    expect(refused.message).toBe(
      `the folder ${home.dir} is held by another process (${child.pid}): one at a time can have it`,
    )
    expect(locks()).toHaveLength(1)
  })

  it('is free again at once when its holder is killed, and nothing of the dead one stays', async () => {
    const { child, said } = await another()
    expect(said).toBe('holds')
    await kill(child)
    expect(locks()).toHaveLength(1)
    await open()
    expect(locks()).toHaveLength(1)
  })

  it('is free again when its holder closes it', async () => {
    const first = await open()
    await expect(open()).rejects.toMatchObject({ code: 'in_use' })
    await first.close()
    expect(locks()).toEqual([])
    await open()
  })

  it('goes to exactly one of many that want it at the same time, dead ones among them', async () => {
    const { child } = await another()
    await kill(child)
    for (let round = 0; round < 5; round++) {
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => open()))
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      for (const folder of folders.splice(0)) await folder.close()
    }
    const said = await Promise.all(Array.from({ length: 3 }, () => another().then((each) => each.said)))
    expect(said.filter((each) => each === 'holds')).toHaveLength(1)
  })

  it('is held by whoever cannot be understood', async () => {
    const stranger = createServer((peer) => peer.end('?')).listen(join(home.dir, 'lock-0123456789abcdef'))
    await once(stranger, 'listening')
    await expect(open()).rejects.toMatchObject({ code: 'in_use', message: expect.stringContaining('another process:') })
    stranger.close()
  })

  it('may have a path longer than a socket can have', async () => {
    const long = join(home.dir, 'd'.repeat(100), 'e'.repeat(100))
    const first = await open(long)
    await expect(open(long)).rejects.toMatchObject({ code: 'in_use' })
    await first.close()
    await open(long)
    expect(locks(long)).toHaveLength(1)
  })

  it('that cannot be used is told, with the reason', async () => {
    const file = join(home.dir, 'file')
    writeFileSync(file, '')
    await expect(open(file)).rejects.toMatchObject({ code: 'bad_config', message: expect.stringContaining('a file') })
    await expect(open(join(file, 'in'))).rejects.toMatchObject({ code: 'bad_config' })
    const foreign = join(home.dir, 'foreign')
    mkdirSync(foreign)
    writeFileSync(dataFileOf(foreign), 'something else, and long enough to be read as a header'.repeat(400))
    await expect(open(foreign)).rejects.toMatchObject({ message: expect.stringContaining('is not a file of') })
    expect(locks(foreign)).toEqual([])
    // Root may write everywhere: what others are told.
    const denied = unusable('data', Object.assign(new Error('EACCES: …'), { code: 'EACCES' }))
    expect(denied.message).toBe('the folder data cannot be used: this user may not write there')
  })

  it('whose file was cut short is refused, and one that is empty yet is begun', async () => {
    const folder = await open()
    const value = Buffer.alloc(100_000)
    for (const key of [1, 2, 3]) await folder.commit([{ rows: folder.documents as never, key, value }])
    await folder.close()
    truncateSync(dataFileOf(home.dir), 40_000)
    await expect(open()).rejects.toMatchObject({ message: expect.stringContaining('its end is missing') })
    truncateSync(dataFileOf(home.dir), 0)
    await open()
  })

  it('of a later format is refused', async () => {
    const folder = await open()
    await folder.commit([{ rows: folder.about as never, key: 'format', value: Buffer.from('2') }])
    await folder.close()
    await expect(open()).rejects.toMatchObject({ code: 'bad_config', message: expect.stringContaining('format 2') })
  })
})
