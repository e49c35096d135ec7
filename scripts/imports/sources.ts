import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesUnder } from '../build/hash.mjs'
import { root } from '../root.mjs'

/** The product's sources, path -> text: what the rules of `rooms.ts` are about. */
export function productSources(): Map<string, string> {
  const paths = ['src', 'client/src', 'web/src'].flatMap((folder) => filesUnder(folder))
  return new Map(
    paths.filter((path) => /\.[cm]?[jt]sx?$/.test(path)).map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  )
}

export function isInRepository(path: string): boolean {
  return !path.startsWith('..') && existsSync(join(root, path))
}
