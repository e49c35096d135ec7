/** Why something was refused: a stable code, words for people, and the place of the fault where there is one. */
export interface Refusal {
  readonly code: string
  readonly message: string
  /** Path to the fault in the input, such as `where.and[1].status.gte` or `Detail.latencyMs`. */
  readonly path?: string
}

/** A value, or the reason why there is none. Expected faults are values; only bugs are thrown. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal }

export function ok<T>(value: T): Result<T> {
  return { ok: true, value }
}

export function refuse(
  code: string,
  message: string,
  path?: string,
): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: path === undefined ? { code, message } : { code, message, path } }
}
