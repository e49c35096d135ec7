import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.mjs'

const client = fileURLToPath(new URL('..', import.meta.url))
/** `dist`, or the folder that is named. */
const outdir = resolve(process.argv[2] ?? join(client, 'dist'))

rmSync(outdir, { recursive: true, force: true })
await bundle(['index', 'filter', 'endpoints/index', 'react/index'], { outdir })
// Types keep their folders, those of the domain among them, so that a consumer finds every one inside the package.
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
const types = ['-p', join(client, 'tsconfig.build.json'), '--outDir', join(outdir, 'types')]
execFileSync(process.execPath, [tsc, ...types], { stdio: 'inherit' })
