import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root.mjs'

/** Installs the packages where what is there is not what the lockfile names. Needs nothing but Node and npm. */
export function preparePackages() {
  const missing = missingPackages()
  if (missing.length === 0) return
  console.log(`Installing packages (${missing.length} missing or of another version): npm ci`)
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const { status } = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (status !== 0) {
    console.error('npm ci failed; its own words are above.')
    process.exit(1)
  }
}

/** Compared by what npm wrote down of its last install, so that a touched lockfile alone installs nothing. */
function missingPackages() {
  const wanted = read('package-lock.json')
  const found = read('node_modules/.package-lock.json')
  return Object.keys(wanted).filter((path) => {
    const entry = wanted[path]
    // Optional ones are other platforms' binaries; links and the root are this repository itself.
    if (!path.includes('node_modules/') || entry.link || entry.optional) return false
    return found[path]?.version !== entry.version
  })
}

function read(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages ?? {}
  } catch {
    return {}
  }
}
