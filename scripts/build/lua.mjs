import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root.mjs'

const folder = join(root, 'src/adapters/redis/lua')

/** An esbuild plugin: puts the Redis scripts into the bundle, where the module that reads them from disk would stand. */
export const inlineLua = {
  name: 'inline-lua',
  setup(build) {
    build.onLoad({ filter: /[\\/]adapters[\\/]redis[\\/]luaText\.ts$/ }, () => {
      const files = readdirSync(folder)
        .filter((file) => file.endsWith('.lua'))
        .sort()
      const texts = files.map((file) => [file.replace(/\.lua$/, ''), readFileSync(join(folder, file), 'utf8')])
      return {
        contents: `export const luaText = ${JSON.stringify(Object.fromEntries(texts))}`,
        loader: 'js',
        watchFiles: files.map((file) => join(folder, file)),
      }
    })
  },
}
