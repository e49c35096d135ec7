import type { Kept, Pending } from './kept.js'

/** A page that was opened by the issuer's answer. */
export interface Arrival {
  readonly answer: URLSearchParams
  /** What this tab had asked; undefined: it had asked nothing. */
  readonly pending: Pending | undefined
  /** The search part of the address as it was before: the answer does not stay in it. */
  readonly search: string
}

/** Undefined where the address holds no answer of an issuer, or nobody is signed in by one (`kept` is undefined). */
export function arrival(search: string, kept: Kept | undefined): Arrival | undefined {
  const answer = new URLSearchParams(search)
  if (kept === undefined || !answer.has('state') || !(answer.has('code') || answer.has('error'))) return undefined
  const pending = kept.takePending()
  return { answer, pending, search: pending?.search ?? '' }
}
