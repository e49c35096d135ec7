import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

/** Path of the browser that the page's tests drive; `DELTABOARD_CHROMIUM` names another one. */
function findChromium() {
  return process.env.DELTABOARD_CHROMIUM ?? names.map(onPath).find((path) => path !== undefined)
}

/** Installs Chromium where that takes no question; else the tests that want it fail and name the command. */
export function prepareChromium() {
  if (findChromium() !== undefined) return
  if (process.getuid?.() !== 0 || onPath('apt-get') === undefined) {
    console.log(
      'Chromium is not here, so the tests of the page will fail. To install it: sudo apt-get install chromium',
    )
    return
  }
  aptInstall('chromium')
}

/** As root on Debian and its kin. Says what it does, and leaves a failure to the tests that want the package. */
function aptInstall(...packages) {
  console.log(`Installing ${packages.join(', ')}: apt-get install`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', ...packages],
  ]) {
    const { status, stdout, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8' })
    if (status !== 0) return console.log(`apt-get ${args.join(' ')} failed:\n${stdout}${stderr}`)
  }
}

function onPath(name) {
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
