import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root.mjs'

const ignored = new Set(['node_modules', 'dist', '.cache', '.git'])

/**
 * Hash of the content of files and whole folders, whatever their times: a fresh clone and a touched file come to the
 * same. Paths are relative to the repository.
 */
export function hashOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths.flatMap((given) => filesUnder(given)).sort()) {
    const bytes = readFileSync(join(root, path))
    hash.update(`${path}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest('hex').slice(0, 16)
}

/** Do two folders, relative to the repository, hold the same files? Files whose name begins with `mark` do not count. */
export function isSame(one, other, mark) {
  const [left, right] = [one, other].map((folder) =>
    filesUnder(folder)
      .map((path) => path.slice(folder.length + 1))
      .filter((path) => !path.startsWith(mark))
      .sort(),
  )
  if (left.length === 0 || left.join('\n') !== right.join('\n')) return false
  const read = (folder, path) => readFileSync(join(root, folder, path))
  return left.every((path) => read(one, path).equals(read(other, path)))
}

/**
 * All files under a path, relative to the repository, with slashes.
 * @param {string} path
 * @returns {string[]}
 */
export function filesUnder(path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false })
  if (stat === undefined) return []
  if (stat.isFile()) return [path]
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => !ignored.has(entry.name))
    .flatMap((entry) => filesUnder(`${path}/${entry.name}`))
}
