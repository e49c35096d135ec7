import { spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root.mjs'

// What decides over every part: the versions of the packages, and the way of building.
const shared = ['package.json', 'package-lock.json', 'tsconfig.base.json', 'scripts/build']

/**
 * All that is built. `inputs` are the files whose content decides whether it is stale; `build` fills an empty folder.
 * Tools are imported late: a script may have to install them first.
 */
export const parts = {
  cli: {
    inputs: [...shared, 'src', 'client/src', 'client/package.json'],
    async build(folder) {
      const { build } = await import('esbuild')
      await build({
        absWorkingDir: root,
        entryPoints: { cli: 'src/entrypoints/cli/main.ts' },
        outdir: folder,
        bundle: true,
        // Chunks lie beside cli.js, so that import.meta.url means the same folder in each of them.
        splitting: true,
        chunkNames: '[name]-[hash]',
        platform: 'node',
        format: 'esm',
        target: 'node20.19',
        packages: 'external',
        legalComments: 'none',
        logLevel: 'warning',
      })
      chmodSync(join(folder, 'cli.js'), 0o755)
    },
  },
  web: {
    inputs: [...shared, 'web', 'client/src', 'src/domain'],
    async build(folder) {
      const { build } = await import('vite')
      // The same build whoever asks for it: under a test runner's NODE_ENV it would hold paths of this machine.
      const { NODE_ENV } = process.env
      process.env.NODE_ENV = 'production'
      try {
        await build({
          root: join(root, 'web'),
          logLevel: 'warn',
          build: { outDir: folder, emptyOutDir: true, sourcemap: false },
        })
      } finally {
        if (NODE_ENV === undefined) delete process.env.NODE_ENV
        else process.env.NODE_ENV = NODE_ENV
      }
    },
  },
  client: {
    inputs: [...shared, 'client', 'src/domain'],
    async build(folder) {
      const args = [join(root, 'client/scripts/build.mjs'), folder]
      const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
      if (status !== 0) throw new Error('the client does not build')
    },
  },
}
