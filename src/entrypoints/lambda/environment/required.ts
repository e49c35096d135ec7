import type { Result } from '../../../domain/refusal.js'

/** A function that is not configured can't start: its first call fails with the name of what is missing. */
export function required<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new Error(result.refusal.message)
}
