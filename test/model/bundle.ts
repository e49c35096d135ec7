import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { root } from '../../scripts/root.mjs'
import { type Patch, patching } from '../support/patching.js'

const model = 'test/model/explore.ts'

/** What the model sets: the client has no option for so few remembered versions. */
const remembers: Patch = {
  file: 'client/src/connection/liveRun.ts',
  is: 'newQuery(name, request.limit)',
  becomes: 'newQuery(name, request.limit, request.remembers)',
}

/**
 * The module `entry`, with all that it imports of this repository, after the patches: a program of its own, so that
 * the sources need no switch for what is wrong on purpose.
 */
export async function bundled<M>(entry: string, name: string, patches: readonly Patch[] = []): Promise<M> {
  const outfile = join(root, 'node_modules/.cache/deltaboard-model', `${name}.mjs`)
  await build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'silent',
    plugins: [patching([...(entry === model ? [remembers] : []), ...patches])],
  })
  return (await import(/* @vite-ignore */ `${pathToFileURL(outfile).href}?${process.pid}.${performance.now()}`)) as M
}
