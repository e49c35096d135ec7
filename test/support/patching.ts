import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'esbuild'
import { root } from '../../scripts/root.mjs'

/** One place of a source file, as it is and as it shall be. */
export interface Patch {
  /** From the root of the repository. */
  readonly file: string
  /** Stands in the file exactly once. */
  readonly is: string
  readonly becomes: string
}

/** Bundles sources with something wrong on purpose, so that they need no switch for it. A patch that fits nowhere is a fault. */
export function patching(patches: readonly Patch[]): Plugin {
  return {
    name: 'patch',
    setup({ onEnd, onLoad }) {
      const left = new Set(patches)
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const mine = patches.filter(({ file }) => join(root, file) === path)
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
      onEnd(() => ({ errors: [...left].map(({ file }) => ({ text: `${file} is not imported` })) }))
    },
  }
}
