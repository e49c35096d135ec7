import { resolveImport, type Target } from './resolve.js'
import { importsOf } from './scan.js'

/** One import of one file. */
export interface Edge {
  readonly from: string
  readonly specifier: string | undefined
  readonly line: number
  readonly target: Target
}

export function edgesOf(
  files: ReadonlyMap<string, string>,
  has: (path: string) => boolean,
): ReadonlyMap<string, readonly Edge[]> {
  return new Map(
    [...files].map(([path, text]) => [
      path,
      importsOf(path, text).map(({ specifier, line }) => ({
        from: path,
        specifier,
        line,
        target: specifier === undefined ? { kind: 'nowhere' } : resolveImport(path, specifier, has),
      })),
    ]),
  )
}

/** A file and all that it loads, directly or not. */
export function reachOf(path: string, edges: ReadonlyMap<string, readonly Edge[]>): ReadonlySet<string> {
  const reached = new Set([path])
  for (const each of reached) {
    for (const { target } of edges.get(each) ?? []) if (target.kind === 'file') reached.add(target.path)
  }
  return reached
}
