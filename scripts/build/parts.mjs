import { spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root.mjs'

// What decides over every part: the versions of the packages, and the way of building.
const shared = ['package.json', 'package-lock.json', 'tsconfig.base.json', 'scripts/build']

const bannerOfRequire =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);"

/**
 * All that is built. `inputs` are the files whose content decides whether it is stale; `build` fills an empty folder.
 * Tools are imported late: a script may have to install them first.
 */
export const parts = {
  cli: {
    inputs: [...shared, 'src', 'client/src', 'client/package.json'],
    async build(folder) {
      const { build } = await import('esbuild')
      const { inlineLua } = await import('./lua.mjs')
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
        plugins: [inlineLua],
        legalComments: 'none',
        logLevel: 'warning',
      })
      chmodSync(join(folder, 'cli.js'), 0o755)
    },
  },
  lambda: {
    inputs: [...shared, 'src'],
    async build(folder) {
      const { build } = await import('esbuild')
      const { inlineLua } = await import('./lua.mjs')
      const names = ['connect', 'disconnect', 'message', 'authorizer', 'prepare', 'ingest', 'broadcast']
      await build({
        absWorkingDir: root,
        entryPoints: Object.fromEntries(names.map((name) => [name, `src/entrypoints/lambda/${name}.ts`])),
        outdir: folder,
        outExtension: { '.js': '.mjs' },
        bundle: true,
        // One file a function, with all that it needs.
        splitting: false,
        minify: true,
        sourcemap: 'linked',
        sourcesContent: false,
        platform: 'node',
        format: 'esm',
        target: 'node20.19',
        mainFields: ['module', 'main'],
        // Packages in CommonJS ask for Node's modules at run time.
        banner: { js: bannerOfRequire },
        plugins: [inlineLua],
        legalComments: 'none',
        logLevel: 'warning',
      })
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
