import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { root } from '../../scripts/root.mjs'

/** One place of a source file, as it is and as it shall be. */
export interface Patch {
  /** From the root of the repository. */
  readonly file: string
  /** Stands in the file exactly once. */
  readonly is: string
  readonly becomes: string
}

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
  const left = new Set([...(entry === model ? [remembers] : []), ...patches])
  const patching: Plugin = {
    name: 'patch',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const mine = [...left].filter(({ file }) => join(root, file) === path)
        if (mine.length === 0) return undefined
        let contents = await readFile(path, 'utf8')
        for (const patch of mine) {
          const [before, after, ...more] = contents.split(patch.is)
          if (before === undefined || after === undefined || more.length > 0) {
            throw new Error(`${patch.file} has not once: ${patch.is}`)
          }
          contents = before + patch.becomes + after
          left.delete(patch)
        }
        return { contents, loader: 'ts' }
      })
    },
  }
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
    plugins: [patching],
  })
  const [unused] = left
  if (unused !== undefined) throw new Error(`${entry} does not import ${unused.file}`)
  return (await import(/* @vite-ignore */ `${pathToFileURL(outfile).href}?${process.pid}.${performance.now()}`)) as M
}
