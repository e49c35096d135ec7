import { readFileSync, statSync } from 'node:fs'
import { isObject, type JsonObject } from '../../domain/json.js'
import { ok, type Result, refuse } from '../../domain/refusal.js'

/** Reads a file that a setting names. Throws as `node:fs` does. */
export interface FileReader {
  read(path: string): string
  /** The permission bits, such as 0o600; undefined where the system has none (Windows). */
  mode(path: string): number | undefined
}

export const diskFiles: FileReader = {
  read: (path) => readFileSync(path, 'utf8'),
  mode: (path) => (process.platform === 'win32' ? undefined : statSync(path).mode & 0o777),
}

/** The JSON object in a file, or why there is none, in words that follow a setting's name. */
export function readJsonObject(path: string, files: FileReader): Result<JsonObject> {
  try {
    const json: unknown = JSON.parse(files.read(path))
    return isObject(json) ? ok(json) : refuse('bad_config', 'the file must hold a JSON object')
  } catch (fault) {
    return refuse('bad_config', fault instanceof SyntaxError ? 'the file is not JSON' : whyUnreadable(fault))
  }
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EACCES', 'the file may not be read'],
  ['EPERM', 'the file may not be read'],
  ['EISDIR', 'it is a folder'],
])

/** Why a file could not be read, without its path: somebody may have put a secret in its place. */
export function whyUnreadable(fault: unknown): string {
  const code = (fault as { code?: unknown }).code
  return (typeof code === 'string' ? reasons.get(code) : undefined) ?? 'the file could not be read'
}
