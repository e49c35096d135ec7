// npm run test:chaos [-- --seconds 60 --seed S --clients 200 --way cluster|lambda]: the chaos of test/chaos for longer than
// `npm test` has time for. The same seed makes the same plan; when each of its acts comes to pass is the machine's affair.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { prepareJars } from './prepare/jars.mjs'
import { preparePackages } from './prepare/packages.mjs'
import { prepareRedis } from './prepare/redis.mjs'
import { root } from './root.mjs'

const text = (value) => ({ type: 'string', default: String(value) })
const { values } = parseArgs({
  options: { seconds: text(60), seed: text(Date.now() % 2 ** 31), clients: text(200), way: text('') },
})
for (const name of ['seconds', 'seed', 'clients']) {
  if (!/^\d{1,10}$/.test(values[name])) throw new Error(`--${name} must be a whole number`)
}

preparePackages()
prepareRedis()
prepareJars()

console.log(`To see the same plan again: npm run test:chaos -- --seed ${values.seed}`)
const env = {
  ...process.env,
  NODE_OPTIONS: '--no-warnings',
  DELTABOARD_CHAOS_SECONDS: values.seconds,
  DELTABOARD_CHAOS_SEED: values.seed,
  DELTABOARD_CHAOS_CLIENTS: values.clients,
}
const files = `test/chaos/${values.way}`
const args = ['run', '--project', 'chaos', files]
const { status } = spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...args], {
  cwd: root,
  env,
  stdio: 'inherit',
})
process.exitCode = status ?? 1
