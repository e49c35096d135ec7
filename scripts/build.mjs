// npm run build: builds all that is run or packed, as far as its sources changed.
import { buildAll } from './build/store.mjs'
import { preparePackages } from './prepare/packages.mjs'

preparePackages()
await buildAll()
console.log(
  'Built dist (the command `deltaboard` and its page), client/dist (the SDK) and lambda/dist (functions for AWS).',
)
