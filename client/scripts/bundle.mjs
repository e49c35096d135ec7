import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const client = fileURLToPath(new URL('..', import.meta.url))

/** Bundles the entries, each alone, into one file without imports. Answers esbuild's result; `write: false` keeps it in memory. */
export function bundle(entries, write = true) {
  return build({
    absWorkingDir: client,
    entryPoints: entries.map((entry) => `src/${entry}.ts`),
    outdir: 'dist',
    bundle: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    minify: true,
    sourcemap: true,
    legalComments: 'none',
    write,
  })
}
