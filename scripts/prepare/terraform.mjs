import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root.mjs'
import { findProgram } from './apt.mjs'

const cache = join(root, '.cache/terraform')

/** Says what is missing where Terraform is: it is in no registry that this installs from. */
export function prepareTerraform() {
  if (findProgram('terraform') !== undefined) return true
  console.log(
    'terraform is not on the PATH, so the module can not be tested. It is to be had from HashiCorp: 1.11 or later.',
  )
  return false
}

/**
 * Environment of every Terraform that runs here. Providers come from a folder `tf-plugins` on this machine, such as an image
 * for builds without a network has it in a folder of its root; where there is none, from Terraform's own registry.
 */
export function terraformEnvironment() {
  mkdirSync(cache, { recursive: true })
  const config = join(cache, 'terraform.tfrc')
  const mirror = findMirror()
  const installation = `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`
  writeFileSync(config, mirror === undefined ? '' : installation)
  return { TF_CLI_CONFIG_FILE: config, TF_IN_AUTOMATION: '1', TF_INPUT: '0', CHECKPOINT_DISABLE: '1' }
}

function findMirror() {
  return readdirSync('/')
    .map((folder) => join('/', folder, 'tf-plugins'))
    .find((folder) => existsSync(folder))
}
