import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { FolderRefused, unusable } from './folderRefused.js'
import { ask, listenOn, SocketFolder, type Standing } from './lockSocket.js'

/** `lock-` and eight random bytes. */
const lockName = /^lock-[0-9a-f]{16}$/
const nameLength = 21

const waitMs = 20

/**
 * One process holds a folder. Whoever wants it listens on a socket of its own in the folder, under a name that nobody
 * else has, and then asks all others there. A socket that nobody listens on was left by a process that ended: the system
 * itself says so, wherever that process ran on this machine, and whatever process has its number today.
 *
 * No two can hold it: each listens before it asks, so of two the later one at least finds the other. Of those that only
 * ask, the first by name goes first.
 */
export async function lockFolder(dir: string): Promise<{ release(): Promise<void> }> {
  const sockets = new SocketFolder(dir, nameLength)
  for (;;) {
    const mine = `lock-${randomBytes(8).toString('hex')}`
    let state: Standing['state'] = 'asks'
    const server = await listenOn(sockets.path(mine), () => state).catch((fault) => {
      sockets.close()
      throw unusable(dir, fault)
    })
    // Closing removes the socket's file.
    const leave = async () => {
      server.close()
      await once(server, 'close')
    }
    const others = await settled(dir, sockets, mine)
    const holder = others.find(({ standing }) => standing.state !== 'free')?.standing
    if (holder !== undefined) {
      await leave()
      sockets.close()
      const who = holder.pid === undefined ? 'another process' : `another process (${holder.pid})`
      throw new FolderRefused('in_use', `the folder ${dir} is held by ${who}: one at a time can have it`)
    }
    state = 'holds'
    for (const { name } of others) rmSync(sockets.path(name), { force: true })
    // Between making its socket and listening on it, it may have been taken for one left behind, and removed.
    if (!existsSync(sockets.path(mine))) {
      await leave()
      continue
    }
    return {
      async release() {
        await leave()
        sockets.close()
      },
    }
  }
}

/** How the others stand, once nobody is left who asks and would have to wait for us. */
async function settled(dir: string, sockets: SocketFolder, mine: string) {
  for (;;) {
    const names = readdirSync(dir).filter((name) => lockName.test(name) && name !== mine)
    const others = await Promise.all(names.map(async (name) => ({ name, standing: await ask(sockets.path(name)) })))
    const behind = others.filter(({ name, standing }) => standing.state === 'asks' && name > mine)
    const ahead = others.some(
      ({ name, standing }) => standing.state === 'holds' || (standing.state === 'asks' && name < mine),
    )
    if (ahead || behind.length === 0) return others
    await setTimeout(waitMs)
  }
}
