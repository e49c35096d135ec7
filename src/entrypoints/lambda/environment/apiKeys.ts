import { ok, type Result, refuse } from '../../../domain/refusal.js'
import { readApiKeys } from '../../config/keyFiles.js'
import { diskFiles } from '../../config/sources.js'

type ApiKeys = Extract<ReturnType<typeof readApiKeys>, { readonly ok: true }>['value']

/** Hashed API keys: JSON as it stands in the environment, or a file by its path. */
export function apiKeysOf(given: string | undefined): Result<ApiKeys> {
  if (given === undefined) return ok([])
  const inline = given.trimStart().startsWith('[')
  const keys = readApiKeys(given, inline ? { read: () => given, mode: () => undefined } : diskFiles)
  if (keys.ok) return keys
  const { message, path = '' } = keys.refusal
  return refuse('bad_config', `DELTABOARD_API_KEYS${path}: ${message}`)
}
