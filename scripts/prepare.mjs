// Installs what `npm run check` and `npm test` want beside Node: packages, and by apt, where that may be, Chromium and Python.
import { prepareChromium } from './prepare/chromium.mjs'
import { preparePackages } from './prepare/packages.mjs'
import { preparePython } from './prepare/python.mjs'

preparePackages()
prepareChromium()
preparePython()
