// npm run demo, npm start: installs and builds what is missing, then runs `deltaboard COMMAND [flags]` in this process.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { builtApp, claim } from './build/store.mjs'
import { preparePackages } from './prepare/packages.mjs'

preparePackages()
const folder = await builtApp()
claim(folder)
const command = join(folder, 'cli.js')
process.argv[1] = command
await import(pathToFileURL(command).href)
