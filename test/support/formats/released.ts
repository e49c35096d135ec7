import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../../scripts/root.mjs'

export const formats = join(root, 'test/fixtures/formats')

/** Versions whose formats are kept, oldest first. */
export const releases: readonly string[] = readdirSync(formats, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))

/** What a version wrote down. */
export function released<T>(version: string, name: string): T {
  return JSON.parse(readFileSync(join(formats, version, `${name}.json`), 'utf8')) as T
}
