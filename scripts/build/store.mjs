import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { root } from '../root.mjs'
import { hashOf, isSame } from './hash.mjs'
import { parts } from './parts.mjs'

const store = join(root, '.cache/build')
const keptUnused = 3
const mark = '.running-'

/**
 * The folder of a part's build, made if there is none of the present sources. Its name is the hash of what it was made
 * from and it is renamed into place when it is whole: nobody sees half a build, and nothing that runs is changed.
 */
async function built(name) {
  const part = parts[name]
  return place(`${name}-${hashOf(part.inputs)}`, async (folder) => {
    console.log(`Building ${name}`)
    await part.build(folder)
  })
}

/** The folder from which the server runs: command and page together. */
export async function builtApp() {
  const cli = await built('cli')
  const web = await built('web')
  const name = `app-${hashOf([...new Set([...parts.cli.inputs, ...parts.web.inputs])])}`
  const folder = await place(name, (fresh) => {
    cpSync(cli, fresh, { recursive: true })
    cpSync(web, join(fresh, 'web'), { recursive: true })
  })
  prune()
  return folder
}

/** The folder of the Lambda functions: `connect.mjs` and so on, each whole, with its source map beside it. */
export async function builtLambdas() {
  const folder = await built('lambda')
  prune()
  return folder
}

/** Everything that is run or packed, where it is packed from. */
export async function buildAll() {
  publishTo('dist', await builtApp())
  publishTo('client/dist', await built('client'))
  publishTo('lambda/dist', await builtLambdas())
}

/** Puts a copy of a build where packages are packed from; what is the same already is left alone. */
function publishTo(target, source) {
  if (isSame(relative(root, source), target, mark)) return
  const place = join(root, target)
  const fresh = `${place}.${process.pid}.new`
  const old = `${place}.${process.pid}.old`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(dirname(place), { recursive: true })
  cpSync(source, fresh, { recursive: true, filter: (path) => !basename(path).startsWith(mark) })
  if (existsSync(place)) renameSync(place, old)
  renameSync(fresh, place)
  rmSync(old, { recursive: true, force: true })
}

/** Says that this process runs from a build, so that no later one clears it away. */
export function claim(folder) {
  const file = join(folder, `${mark}${process.pid}`)
  writeFileSync(file, '')
  process.once('exit', () => rmSync(file, { force: true }))
}

async function place(name, fill) {
  const folder = join(store, name)
  if (!existsSync(folder)) {
    const fresh = join(store, `.${name}.${process.pid}`)
    rmSync(fresh, { recursive: true, force: true })
    mkdirSync(fresh, { recursive: true })
    try {
      await fill(fresh)
      renameSync(fresh, folder)
    } catch (fault) {
      rmSync(fresh, { recursive: true, force: true })
      // Somebody else was faster with the same build: theirs is as good.
      if (!existsSync(folder)) throw fault
    }
  }
  const now = new Date()
  utimesSync(folder, now, now)
  return folder
}

/** Keeps the latest builds of each kind, and every one that a living process runs from or is just making. */
function prune() {
  const names = readdirSync(store)
  for (const name of names.filter((each) => each.startsWith('.') && !isAlive(Number(each.split('.').at(-1))))) {
    rmSync(join(store, name), { recursive: true, force: true })
  }
  const builds = names.filter((name) => !name.startsWith('.'))
  for (const kind of new Set(builds.map((name) => name.split('-')[0]))) {
    const byAge = builds
      .filter((name) => name.startsWith(`${kind}-`))
      .map((name) => join(store, name))
      // Another process may have removed it meanwhile.
      .map((folder) => ({ folder, usedAt: statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
      .sort((a, b) => b.usedAt - a.usedAt)
    for (const { folder } of byAge.slice(keptUnused)) {
      if (!isRunning(folder)) rmSync(folder, { recursive: true, force: true })
    }
  }
}

function isRunning(folder) {
  if (!existsSync(folder)) return false
  return readdirSync(folder)
    .filter((name) => name.startsWith(mark))
    .some((name) => isAlive(Number(name.slice(mark.length))))
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (fault) {
    return fault.code === 'EPERM'
  }
}
