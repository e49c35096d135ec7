/** What became of one call. `impossible`: the same call fails for ever. */
export type Outcome = 'done' | 'gone' | 'throttled' | 'failed' | 'impossible'

/** Reads what the SDK threw. Refused rights are among what may pass: a role's credentials expire and are renewed. */
export function outcomeOf(error: unknown): Exclude<Outcome, 'done'> {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } }
  const status = $metadata?.httpStatusCode
  if (status === 410) return 'gone'
  if (status === 429) return 'throttled'
  return status === 400 || status === 413 ? 'impossible' : 'failed'
}
