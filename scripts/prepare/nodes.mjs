import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root.mjs'

const cache = join(root, '.cache/nodes')

/** The releases of Node that the SDK is promised to run on. */
const releases = ['20.20.2', '22.23.3', '24.21.0']

/** A program for each of them: for the release line that runs here, the one that runs here. */
export function nodes() {
  const own = process.versions.node.split('.')[0]
  return releases.map((version) => ({
    line: version.split('.')[0],
    program: version.startsWith(`${own}.`) ? process.execPath : join(cache, version, 'node'),
  }))
}

/** Fetches those that are missing: the npm package `node` brings them. */
export function prepareNodes() {
  for (const { line, program } of nodes()) {
    if (!existsSync(program)) fetchNode(line, program)
  }
}

/** Made beside its place and then moved there: whoever runs at the same time sees all of it, or nothing. */
function fetchNode(line, program) {
  const version = releases.find((release) => release.startsWith(`${line}.`))
  console.log(`Fetching Node ${version} for the tests of the SDK (the first time, up to a minute): npm install node`)
  mkdirSync(cache, { recursive: true })
  const made = mkdtempSync(join(cache, '.node-'))
  try {
    const windows = process.platform === 'win32'
    const npm = windows ? 'npm.cmd' : 'npm'
    const args = ['install', '--prefix', made, '--no-save', '--no-audit', '--no-fund', '--loglevel=error']
    const { status, stderr } = spawnSync(npm, [...args, `node@${version}`], {
      cwd: made,
      encoding: 'utf8',
      shell: windows,
    })
    const installed = join(made, 'node_modules/node/bin', windows ? 'node.exe' : 'node')
    if (status !== 0 || !existsSync(installed)) {
      console.log(`Node ${version} could not be fetched, so a test of the SDK will fail. npm said:\n${stderr}`)
      return
    }
    mkdirSync(join(program, '..'), { recursive: true })
    renameSync(installed, program)
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
}
