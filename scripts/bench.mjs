// npm run bench [-- name…]: runs bench/*.bench.ts one after the other, or those whose name has one of the words.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildAll } from './build/store.mjs'
import { preparePackages } from './prepare/packages.mjs'
import { root } from './root.mjs'

preparePackages()
await buildAll()

const words = process.argv.slice(2)
const files = readdirSync(join(root, 'bench'))
  .filter((name) => name.endsWith('.bench.ts'))
  .filter((name) => words.length === 0 || words.some((word) => name.includes(word)))
if (files.length === 0) console.log(`There is no bench called ${words.join(' or ')}.`)
let failed = files.length === 0
for (const name of files) {
  console.log(`\n# ${name}`)
  const args = ['--no-warnings', '--expose-gc', '--import', 'tsx', join('bench', name)]
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  failed ||= status !== 0
}
process.exitCode = failed ? 1 : 0
