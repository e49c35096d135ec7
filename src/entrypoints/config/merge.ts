import type { JsonObject } from '../../domain/json.js'
import { ok, type Result, refuse } from '../../domain/refusal.js'
import { pathOf } from '../wire/path.js'
import { type Flags, flagOf, variableOf } from './flags.js'
import { nearest } from './nearest.js'
import { fileOnlyNames, type Settings, secretNames, settingNames, settings } from './settings.js'
import { type FileReader, readJsonObject } from './sources.js'

export interface Merged {
  readonly settings: Settings
  /** Where a setting came from, as people know it: its flag, its variable, or its key in the file. */
  source(name: string): string
}

const known: readonly string[] = [...settingNames, ...secretNames, ...fileOnlyNames]

/** Flags over environment over file, through the one schema. An empty variable counts as unset. */
export function merge(
  flags: Flags,
  env: Readonly<Record<string, string | undefined>>,
  files: FileReader,
): Result<Merged> {
  const file = readFile(flags, env, files)
  if (!file.ok) return file
  const values = new Map<string, unknown>(Object.entries(file.value.settings))
  const sources = new Map([...values.keys()].map((name) => [name, `${name} in ${file.value.name}`]))
  for (const name of [...settingNames, ...secretNames]) {
    const variable = env[variableOf(name)]
    if (variable !== undefined && variable !== '') {
      values.set(name, variable)
      sources.set(name, variableOf(name))
    }
    if (flags.has(name)) {
      values.set(name, flags.get(name))
      sources.set(name, flagOf(name))
    }
  }
  const source = (name: string) => sources.get(name) ?? (name === '' ? file.value.name : flagOf(name))
  const parsed = settings.safeParse(Object.fromEntries(values))
  if (parsed.success) return ok({ settings: parsed.data, source })
  const issue = parsed.error.issues[0]
  const [name, ...inner] = issue?.path ?? []
  const within = pathOf(inner)
  const place = within === '' ? '' : ` (at ${within})`
  const message = issue?.code === 'unrecognized_keys' ? 'has a key that is not known' : issue?.message
  return refuse('bad_config', `${source(String(name))}${place} ${message ?? 'is not valid'}`, pathOf(issue?.path ?? []))
}

function readFile(
  flags: Flags,
  env: Readonly<Record<string, string | undefined>>,
  files: FileReader,
): Result<{ readonly name: string; readonly settings: JsonObject }> {
  const fromFlag = flags.get('config')
  const path = fromFlag ?? env[variableOf('config')]
  if (path === undefined || path === '') return ok({ name: '', settings: {} })
  const setting = fromFlag === undefined ? variableOf('config') : flagOf('config')
  if (typeof path !== 'string') return refuse('bad_config', `${setting} must be a path to a file`)
  const read = readJsonObject(path, files)
  if (!read.ok) return refuse('bad_config', `${setting}: ${read.refusal.message}`)
  for (const key of Object.keys(read.value)) {
    if (known.includes(key)) continue
    const near = nearest(key, known)
    const hint = near === undefined ? '' : `; did you mean ${near}?`
    return refuse('bad_config', `${setting}: unknown key ${JSON.stringify(key.slice(0, 64))}${hint}`, key.slice(0, 64))
  }
  return ok({ name: path, settings: read.value })
}
