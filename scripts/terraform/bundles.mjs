// node scripts/terraform/bundles.mjs: builds the functions and the page, and lays them where the module looks for them.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from '../root.mjs'
import { zip } from './archive.mjs'

const functions = ['authorizer', 'connect', 'disconnect', 'message', 'ingest', 'broadcast', 'prepare']

/** `<function>.zip` of each bundle in `from`, with its source map. */
export function writeBundles(from, to) {
  mkdirSync(to, { recursive: true })
  for (const name of functions) {
    const files = [`${name}.mjs`, `${name}.mjs.map`].map((file) => [file, readFileSync(join(from, file))])
    writeFileSync(join(to, `${name}.zip`), zip(files))
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { buildAll } = await import('../build/store.mjs')
  await buildAll()
  writeBundles(join(root, 'lambda/dist'), join(root, 'terraform/bundles'))
  const page = join(root, 'terraform/page')
  rmSync(page, { recursive: true, force: true })
  cpSync(join(root, 'dist/web'), page, { recursive: true })
  console.log('terraform/bundles and terraform/page are as the sources are.')
}
