import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { ApiKey } from '../../../adapters/node/auth/apiKey.js'
import { ok, type Result, refuse } from '../../../domain/refusal.js'

/** Adds an entry to the file of `--api-keys`. The file is replaced whole, so that no reader sees half of it. */
export function addToKeysFile(file: string, entry: ApiKey): Result<void> {
  let entries: unknown = []
  try {
    entries = JSON.parse(readFileSync(file, 'utf8'))
  } catch (fault) {
    const { code, message } = fault as NodeJS.ErrnoException
    if (code !== 'ENOENT') return refuse('failed', `${file} cannot be read: ${message}`)
  }
  if (!Array.isArray(entries)) return refuse('failed', `${file} is no keys file: it must hold a list`)
  const fresh = `${file}.${process.pid}.new`
  try {
    writeFileSync(fresh, `${JSON.stringify([...entries, entry], null, 2)}\n`, { mode: 0o600 })
    renameSync(fresh, file)
  } catch (fault) {
    return refuse('failed', `${file} cannot be written: ${(fault as Error).message}`)
  }
  return ok(undefined)
}
