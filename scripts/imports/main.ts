// Prints every import that goes against the directions of `rooms.ts`; part of `npm run check`.
import { checkImports } from './check.js'
import { isInRepository, productSources } from './sources.js'

const found = checkImports(productSources(), isInRepository)
for (const { path, line, message, rule } of found) console.log(`${path}:${line} ${message} (${rule})`)
process.exitCode = found.length === 0 ? 0 : 1
