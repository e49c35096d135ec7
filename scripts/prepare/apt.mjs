import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * Installs system packages where that takes no question: as root, on Debian and its kin. Elsewhere it says what to type;
 * the tests that want them then fail, and name it again.
 */
export function aptInstall(why, ...packages) {
  if (process.getuid?.() !== 0 || findProgram('apt-get') === undefined) {
    console.log(`${why} To install it: sudo apt-get install ${packages.join(' ')}`)
    return
  }
  console.log(`Installing ${packages.join(', ')}: apt-get install`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const install = ['install', '-y', '-q', '--no-install-recommends', ...packages]
  for (const args of [['update', '-q'], install]) {
    const { status, stdout, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8' })
    if (status !== 0) return console.log(`apt-get ${args.join(' ')} failed:\n${stdout}${stderr}`)
  }
}

/**
 * Where a program is, as a shell would find it.
 * @param {string} name
 */
export function findProgram(name) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}
