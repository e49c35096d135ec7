import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root.mjs'
import { aptInstall, findProgram } from './apt.mjs'

const environment = join(root, '.cache/python')
const requirements = 'test/e2e/requirements.txt'

/** The Python that the tests of PutEvents run: an environment of the project's own, with the AWS SDK. */
const python = join(environment, 'bin/python')

/** Makes that environment, unless it is there. */
export function preparePython() {
  const [, wanted] = readFileSync(join(root, requirements), 'utf8').split(/==|\n/)
  const version = spawnSync(python, ['-c', 'import boto3; print(boto3.__version__)'], { encoding: 'utf8' })
  if (version.stdout?.trim() === wanted) return
  const why = 'Python is not here, so a test of PutEvents will fail.'
  if (findProgram('python3') === undefined || !makeEnvironment()) {
    aptInstall(why, 'python3', 'python3-venv')
    if (findProgram('python3') === undefined || !makeEnvironment()) return
  }
  console.log(`Installing ${requirements}: pip install`)
  const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]
  const { status, stderr } = spawnSync(python, args, { cwd: root, encoding: 'utf8' })
  if (status !== 0) console.log(`${why} pip said:\n${stderr}`)
}

/** Debian keeps `venv` in a package of its own, without which this fails. */
function makeEnvironment() {
  return spawnSync('python3', ['-m', 'venv', '--clear', environment]).status === 0
}
