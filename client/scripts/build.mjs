import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.mjs'

const client = fileURLToPath(new URL('..', import.meta.url))
rmSync(join(client, 'dist'), { recursive: true, force: true })
await bundle(['index', 'filter'])
// Types keep their folders, those of the domain among them, so that a consumer finds every one inside the package.
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: client, stdio: 'inherit' })
