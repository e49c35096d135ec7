import * as z from 'zod'
import { own } from '../../../domain/json.js'
import { ok, type Result, refuse } from '../../../domain/refusal.js'
import { variableOf } from '../../config/flags.js'
import { type FileReader, readJsonObject } from '../../config/sources.js'
import { pathOf } from '../../wire/path.js'

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * What one function needs, by the names of its shape: `deltaQueue` is `DELTABOARD_DELTA_QUEUE`, or else that key of the
 * JSON file that `DELTABOARD_CONFIG` names. Refusals name the variable, and never a value.
 */
export function readEnvironment<S extends z.ZodRawShape>(
  shape: S,
  env: Environment,
  files: FileReader,
): Result<z.output<z.ZodObject<S>>> {
  const file = readFile(env, files)
  if (!file.ok) return file
  const given: [string, unknown][] = []
  for (const name of Object.keys(shape)) {
    const variable = env[variableOf(name)]
    const value = variable === undefined || variable === '' ? own(file.value, name) : variable
    if (value !== undefined) given.push([name, value])
  }
  const parsed = z.object(shape).safeParse(Object.fromEntries(given))
  if (parsed.success) return ok(parsed.data)
  const issue = parsed.error.issues[0]
  const [name = '', ...inner] = issue?.path ?? []
  const missing = !given.some(([known]) => known === name)
  const place = inner.length === 0 ? '' : ` (at ${pathOf(inner)})`
  const why = missing ? 'is not set' : (issue?.message ?? 'is not valid')
  return refuse('bad_config', `${variableOf(String(name))}${place} ${why}`)
}

function readFile(env: Environment, files: FileReader): Result<Parameters<typeof own>[0]> {
  const variable = variableOf('config')
  const path = env[variable]
  if (path === undefined || path === '') return ok({})
  const read = readJsonObject(path, files)
  return read.ok ? read : refuse('bad_config', `${variable}: ${read.refusal.message}`)
}
