import * as z from 'zod'
import type { ApiKey, ProducerKey } from '../../adapters/node/auth/apiKey.js'
import { isObject, type JsonObject } from '../../domain/json.js'
import { ok, type Result, refuse } from '../../domain/refusal.js'
import { pathOf } from '../wire/path.js'
import { type FileReader, whyUnreadable } from './sources.js'

const apiKeys: z.ZodType<readonly ApiKey[]> = z
  .array(
    z.strictObject({
      name: z.string().min(1).max(256),
      hash: z
        .string()
        .regex(/^sha256:[0-9a-f]{64}$/, 'must be "sha256:" and 64 hex digits; `deltaboard key` makes one'),
      scopes: z.array(z.enum(['read', 'write', 'admin'])).min(1),
      claims: z.custom<JsonObject>(isObject, { error: 'must be an object' }).default({}),
    }),
  )
  .min(1)

const producerKeys: z.ZodType<readonly ProducerKey[]> = z
  .array(
    z.strictObject({
      name: z.string().min(1).max(256),
      accessKeyId: z.string().regex(/^\w{4,128}$/, 'must be 4 to 128 letters, digits or "_"'),
      secretAccessKey: z.string().min(16).max(256),
    }),
  )
  .min(1)

/** `path` of a refusal lies within the file, such as `[0].hash`. */
export function readApiKeys(path: string, files: FileReader): Result<readonly ApiKey[]> {
  const keys = readList(path, files, apiKeys)
  return keys.ok ? distinct(keys.value, (key) => key.hash, 'the same key is there twice') : keys
}

/** The file holds secrets in clear, so nobody but its owner may read it. */
export function readProducerKeys(path: string, files: FileReader): Result<readonly ProducerKey[]> {
  const keys = readList(path, files, producerKeys)
  if (!keys.ok) return keys
  const mode = files.mode(path)
  if (mode !== undefined && (mode & 0o077) !== 0) {
    return refuse('bad_config', `the file holds secrets, so its mode must be 0600 (chmod 600), not ${octal(mode)}`)
  }
  return distinct(keys.value, (key) => key.accessKeyId, 'the same accessKeyId is there twice')
}

function readList<T>(path: string, files: FileReader, schema: z.ZodType<readonly T[]>): Result<readonly T[]> {
  let text: string
  try {
    text = files.read(path)
  } catch (fault) {
    return refuse('bad_config', whyUnreadable(fault))
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    // The parser's own message quotes the text around the fault, which may be a secret.
    return refuse('bad_config', 'the file is not JSON')
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return ok(parsed.data)
  const issue = parsed.error.issues[0]
  return refuse('bad_config', issue?.message ?? 'is not a list of keys', pathOf(issue?.path ?? []))
}

function distinct<T>(keys: readonly T[], of: (key: T) => string, message: string): Result<readonly T[]> {
  const seen = new Set<string>()
  for (const [i, key] of keys.entries()) {
    if (seen.has(of(key))) return refuse('bad_config', message, `[${i}]`)
    seen.add(of(key))
  }
  return ok(keys)
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}
