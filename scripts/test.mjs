// npm test [-- vitest's arguments]: all of the tests, or those named. Closes with a line `N passed, N failed`.
import { buildAll } from './build/store.mjs'
import { prepareChromium } from './prepare/chromium.mjs'
import { prepareJars } from './prepare/jars.mjs'
import { prepareNodes } from './prepare/nodes.mjs'
import { preparePackages } from './prepare/packages.mjs'
import { preparePython } from './prepare/python.mjs'
import { prepareRedis } from './prepare/redis.mjs'
import { root } from './root.mjs'
import { countTests } from './tests/count.mjs'

process.chdir(root)
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --no-warnings`.trim()

preparePackages()
await buildAll()
prepareChromium()
preparePython()
prepareRedis()
prepareJars()
prepareNodes()

const named = process.argv.slice(2)
// What is measured is measured before there is anything beside it.
await countTests(named.length > 0 ? [named] : [['--project=measured'], ['--project=!measured']])
