import { ok, type Result, refuse } from '../../domain/refusal.js'
import { nearest } from './nearest.js'
import { settingNames, switches } from './settings.js'

/** Flag values by setting name, in camel case. */
export type Flags = ReadonlyMap<string, unknown>

const names: readonly string[] = [...settingNames, 'config']

export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

export function variableOf(name: string): string {
  return `DELTABOARD_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

const byFlag: ReadonlyMap<string, string> = new Map(names.map((name) => [flagOf(name), name]))

/**
 * Reads `--flag value`, `--flag=value`, `--switch`, `--no-switch`. Of a flag given twice the last counts, except
 * `--allowed-origins`, which adds up.
 */
export function parseFlags(argv: readonly string[]): Result<Flags> {
  const flags = new Map<string, unknown>()
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? ''
    if (!word.startsWith('--') || word === '--')
      return refuse('bad_config', 'expected a flag here: flags start with --')
    const equals = word.indexOf('=')
    const flag = equals === -1 ? word : word.slice(0, equals)
    const inline = equals === -1 ? undefined : word.slice(equals + 1)
    const off = flag.startsWith('--no-') ? byFlag.get(`--${flag.slice(5)}`) : undefined
    if (off !== undefined && switches.has(off) && inline === undefined) {
      flags.set(off, false)
      continue
    }
    const name = byFlag.get(flag)
    if (name === undefined) return refuse('bad_config', unknownFlag(flag), flag)
    if (inline === undefined && switches.has(name)) {
      flags.set(name, true)
      continue
    }
    const value = inline ?? argv[++i]
    if (value === undefined || (inline === undefined && value.startsWith('--'))) {
      return refuse('bad_config', `${flag} needs a value`, flag)
    }
    const before = name === 'allowedOrigins' ? flags.get(name) : undefined
    flags.set(name, before === undefined ? value : `${before},${value}`)
  }
  return ok(flags)
}

/** Only what looks like a flag's name is repeated: a secret may stand in the wrong place. */
function unknownFlag(flag: string): string {
  const near = nearest(flag, [...byFlag.keys()])
  const shown = /^--[a-z][a-z-]{0,30}$/.test(flag) ? `unknown flag ${flag}` : 'unknown flag'
  return near === undefined ? `${shown}; --help lists them all` : `${shown}; did you mean ${near}?`
}
