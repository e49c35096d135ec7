// npm run build: builds all that is run or packed, as far as its sources changed.
import { join } from 'node:path'
import { built, builtApp, publishTo } from './build/store.mjs'
import { preparePackages } from './prepare/packages.mjs'
import { root } from './root.mjs'

preparePackages()
publishTo(join(root, 'dist'), await builtApp())
publishTo(join(root, 'client/dist'), await built('client'))
console.log('Built dist (the command `deltaboard` and its page) and client/dist (the SDK).')
