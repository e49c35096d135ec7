import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const client = fileURLToPath(new URL('..', import.meta.url))

/**
 * Bundles each entry into one file without imports, but for React, which is the caller's. `write: false` keeps the files in memory, as `outputFiles`.
 *
 * @param {readonly string[]} entries
 * @param {{ outdir?: string, write?: boolean }} [options]
 */
export function bundle(entries, { outdir = 'dist', write = true } = {}) {
  return build({
    absWorkingDir: client,
    entryPoints: entries.map((entry) => `src/${entry}.ts`),
    outdir,
    bundle: true,
    external: ['react'],
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    minify: true,
    sourcemap: true,
    legalComments: 'none',
    write,
  })
}
