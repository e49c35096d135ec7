// Installs what `npm run check` and `npm test` want beside Node: the packages, and Chromium where apt may.
import { prepareChromium } from './prepare/chromium.mjs'
import { preparePackages } from './prepare/packages.mjs'

preparePackages()
prepareChromium()
