// Installs what `npm run check` and `npm test` want beside Node: packages, and by apt, where that may be, Chromium, Python,
// Redis and Java, with the jars of the servers that tests run, and the releases of Node that the SDK is promised to run on.
import { prepareChromium } from './prepare/chromium.mjs'
import { prepareJars } from './prepare/jars.mjs'
import { prepareNodes } from './prepare/nodes.mjs'
import { preparePackages } from './prepare/packages.mjs'
import { preparePython } from './prepare/python.mjs'
import { prepareRedis } from './prepare/redis.mjs'

preparePackages()
prepareChromium()
preparePython()
prepareRedis()
prepareJars()
prepareNodes()
