import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { root } from '../../scripts/root.mjs'
import { terraform, terraformOrThrow } from '../support/terraform/terraform.js'

const examples = readdirSync(join(root, 'terraform/examples'))
let module: string

// A copy: what Terraform leaves in a folder shall not be in this one.
beforeAll(async () => {
  const runs = join(root, '.cache/terraform')
  mkdirSync(runs, { recursive: true })
  module = mkdtempSync(join(runs, 'module-'))
  const left = /\.terraform|^(page|bundles)$/
  const filter = (path: string) => !left.test(relative(join(root, 'terraform'), path))
  cpSync(join(root, 'terraform'), module, { recursive: true, filter })
  // The examples are deployed as they stand: with what lies beside the module.
  for (const name of ['bundles', 'page']) cpSync(join(module, 'tests', name), join(module, name), { recursive: true })
  await terraformOrThrow(module, ['init', '-backend=false'], { seconds: 120 })
})

afterAll(() => rmSync(module, { recursive: true, force: true }))

it('is written as `terraform fmt` writes it', async () => {
  const { code, words } = await terraform(module, ['fmt', '-check', '-recursive'], { seconds: 60 })
  expect(code, words).toBe(0)
})

it('is valid', async () => {
  const { code, words } = await terraform(module, ['validate'], { seconds: 120 })
  expect(code, words).toBe(0)
  expect(words).not.toContain('Warning')
})

it.each(examples)('so is the example %s', async (name) => {
  const folder = join(module, 'examples', name)
  await terraformOrThrow(folder, ['init', '-backend=false'], { seconds: 120 })
  const { code, words } = await terraform(folder, ['validate'], { seconds: 120 })
  expect(code, words).toBe(0)
})

it('makes what it is told to, on mocked providers', async () => {
  const { code, words } = await terraform(module, ['test'], { seconds: 600 })
  expect(code, words.slice(-6_000)).toBe(0)
  expect(words).toMatch(/Success! \d+ passed, 0 failed/)
})
