import { ok, type Result, refuse } from '../../../domain/refusal.js'
import type { CommandLine } from './command.js'

/** A flag's value as a whole number from `min` to `max`; `fallback` where it was not given. */
export function wholeNumber(
  line: CommandLine,
  name: string,
  min: number,
  max: number,
  fallback: number,
): Result<number> {
  const text = line.value(name)
  if (text === undefined) return ok(fallback)
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (number >= min && number <= max) return ok(number)
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`
  return refuse('usage', `--${name} must be a whole number ${range}`)
}
