import { ok, type Result, refuse } from '../../../domain/refusal.js'
import { readApiKeys } from '../../config/keyFiles.js'
import { diskFiles, type FileReader } from '../../config/sources.js'

type ApiKeys = Extract<ReturnType<typeof readApiKeys>, { readonly ok: true }>['value']

/** Hashed API keys: JSON as it stands in the environment, or a file by its path. */
export function apiKeysOf(given: string | undefined): Result<ApiKeys> {
  if (given === undefined) return ok([])
  const inline = given.trimStart().startsWith('[')
  return named('DELTABOARD_API_KEYS', given, inline ? textAlone(given) : diskFiles)
}

/** Hashed API keys: the JSON that a parameter of SSM holds. */
export function apiKeysIn(text: string): Result<ApiKeys> {
  return named('what DELTABOARD_API_KEYS_PARAMETER names', text, textAlone(text))
}

function textAlone(text: string): FileReader {
  return { read: () => text, mode: () => undefined }
}

function named(setting: string, place: string, files: FileReader): Result<ApiKeys> {
  const keys = readApiKeys(place, files)
  if (keys.ok) return keys
  const { message, path = '' } = keys.refusal
  return refuse('bad_config', `${setting}${path}: ${message}`)
}
