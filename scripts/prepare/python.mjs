import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root.mjs'
import { aptInstall, findProgram } from './apt.mjs'

/** An environment of the project's own, under `.cache`, with exactly what a file of requirements names. */
const environments = {
  // The AWS SDK and moto, a second opinion of EventBridge and SQS.
  python: {
    requirements: 'test/e2e/requirements.txt',
    why: 'Python is not here, so the tests of PutEvents and of EventBridge will fail.',
  },
  // It pins another release of the AWS SDK.
  checkov: {
    requirements: 'test/terraform/requirements.txt',
    why: 'Python is not here, so the Terraform module will not be checked.',
  },
}

/** Makes the Python that tests run, unless it is there: `python`, or `checkov` for the Terraform module. */
export function preparePython(name = 'python') {
  const { requirements, why } = environments[name]
  const environment = join(root, '.cache', name)
  const python = join(environment, 'bin/python')
  if (holdsAll(python, requirements)) return
  if (spawnSync(python, ['-m', 'pip', '--version']).status !== 0 && !makeEnvironment(environment)) {
    aptInstall(why, 'python3', 'python3-venv')
    if (findProgram('python3') === undefined || !makeEnvironment(environment)) return
  }
  console.log(`Installing ${requirements} (the first time, up to a minute): pip install`)
  const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]
  const { status, stderr } = spawnSync(python, args, { cwd: root, encoding: 'utf8' })
  if (status !== 0) console.log(`${why} pip said:\n${stderr}`)
}

/** True where each package that is named is there in the version that is named. */
function holdsAll(python, requirements) {
  const wanted = readFileSync(join(root, requirements), 'utf8').trim()
  const names = wanted.split('\n').map((line) => line.split(/[[=]/)[0])
  const tell = 'import sys; from importlib.metadata import version; print("\\n".join(map(version, sys.argv[1:])))'
  const { stdout } = spawnSync(python, ['-c', tell, ...names], { encoding: 'utf8' })
  return stdout?.trim() === wanted.replace(/^.*==/gm, '')
}

/** Debian keeps `venv` in a package of its own, without which this fails. */
function makeEnvironment(environment) {
  return spawnSync('python3', ['-m', 'venv', '--clear', environment]).status === 0
}
