import { isBuiltin } from 'node:module'
import { posix } from 'node:path'

export type Target =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'nowhere' }

/** Our own packages, which are read from their sources. */
const workspaces = new Map([['@deltaboard/client', 'client/src/index.ts']])

/** What an import means, seen from the file that holds it. `has` knows the repository's files. */
export function resolveImport(from: string, specifier: string, has: (path: string) => boolean): Target {
  if (specifier.startsWith('.')) {
    const path = posix.join(posix.dirname(from), specifier.replace(/\?.*$/, ''))
    const candidates = [path, path.replace(/\.js$/, '.ts'), path.replace(/\.jsx?$/, '.tsx')]
    const found = candidates.find(has)
    return found === undefined ? { kind: 'nowhere' } : { kind: 'file', path: found }
  }
  if (isBuiltin(specifier)) return { kind: 'node', name: specifier }
  if (!/^(@[\w.-]+\/)?[\w.-]+(\/|$)/.test(specifier)) return { kind: 'nowhere' }
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
  const own = workspaces.get(name)
  return own === undefined ? { kind: 'package', name } : { kind: 'file', path: own }
}
