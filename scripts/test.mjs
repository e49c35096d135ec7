// npm test [-- vitest's arguments]: all of the tests, or those named. Closes with a line `N passed, N failed`.
import { buildAll } from './build/store.mjs'
import { prepareChromium } from './prepare/chromium.mjs'
import { prepareJars } from './prepare/jars.mjs'
import { prepareNodes } from './prepare/nodes.mjs'
import { preparePackages } from './prepare/packages.mjs'
import { preparePython } from './prepare/python.mjs'
import { prepareRedis } from './prepare/redis.mjs'
import { root } from './root.mjs'

process.chdir(root)
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --no-warnings`.trim()

preparePackages()
await buildAll()
prepareChromium()
preparePython()
prepareRedis()
prepareJars()
prepareNodes()

const { parseCLI, startVitest } = await import('vitest/node')
const named = process.argv.slice(2)
// What is measured is measured before there is anything beside it.
const runs = named.length > 0 ? [named] : [['--project=measured'], ['--project=!measured']]
let passed = 0
let failed = 0
for (const args of runs) {
  const { filter, options } = parseCLI(['vitest', 'run', ...args], { allowUnknownOptions: true })
  const vitest = await startVitest('test', filter, options)
  failed += vitest.state.getUnhandledErrors().length
  for (const module of vitest.state.getTestModules()) {
    const results = [...module.children.allTests()].map((test) => test.result().state)
    passed += results.filter((state) => state === 'passed').length
    const broken = results.filter((state) => state === 'failed').length
    // A file or a hook that fails before its tests run has none to count.
    failed += broken === 0 && !module.ok() ? 1 : broken
  }
  await vitest.close()
}

if (passed + failed === 0) console.log('No test ran.')
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 && passed > 0 && !process.exitCode ? 0 : 1)
