// npm run soak [-- vitest's arguments]: the laws and the fuzzed parsers with a budget ten times as large, from a new seed.
// npm run soak -- --minutes N [--seed S]: schedules of the model for so long; with a seed alone, those of that seed again.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { preparePackages } from './prepare/packages.mjs'
import { root } from './root.mjs'

preparePackages()
if (process.argv.some((arg) => /^--(minutes|seed)\b/.test(arg))) {
  const model = ['--import', 'tsx', join(root, 'test/model/soak.ts'), ...process.argv.slice(2)]
  const { status } = spawnSync(process.execPath, model, { cwd: root, stdio: 'inherit' })
  process.exit(status ?? 1)
}
const budget = {
  DELTABOARD_SOAK: '1',
  DELTABOARD_FUZZ_RUNS: '1000000',
  DELTABOARD_FUZZ_SEED: String(Date.now() % 2 ** 31),
  DELTABOARD_LAW_RUNS: '2000',
  DELTABOARD_RUNS: '30000',
  NODE_OPTIONS: '--no-warnings',
}
const env = { ...budget, ...process.env }
const shown = Object.keys(budget).filter((name) => name !== 'NODE_OPTIONS')
console.log(`To see the same run again: ${shown.map((name) => `${name}=${env[name]}`).join(' ')} npm run soak`)
const projects = ['domain', 'units', 'model', 'differential'].flatMap((name) => ['--project', name])
const args = ['run', ...projects, ...process.argv.slice(2)]
const { status } = spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...args], {
  cwd: root,
  env,
  stdio: 'inherit',
})
process.exitCode = status ?? 1
