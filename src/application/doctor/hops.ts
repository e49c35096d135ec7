/**
 * The hops of an event's way, in the order in which they are looked at, each with the exit code that names it. A server has
 * some of them, a deployment on AWS the others; `table` is where subscriptions are, in DynamoDB or elsewhere.
 */
export const hopCodes = {
  server: 10,
  credentials: 11,
  bus: 12,
  rule: 13,
  queue: 14,
  mapping: 15,
  function: 16,
  template: 17,
  write: 18,
  table: 19,
  clock: 20,
  websocket: 21,
  authorizer: 22,
  post: 23,
} as const

export type Hop = keyof typeof hopCodes

/** What was found at a hop. */
export interface Finding {
  readonly hop: Hop
  /** Which of them, such as `events` or the name of a function. */
  readonly what: string
  /** `unasked`: it could not be looked at, or something before it has to be mended first. */
  readonly state: 'well' | 'broken' | 'unasked'
  /** How long the look took; of the synthetic event, how long it took to get there. */
  readonly ms: number
  readonly detail?: string
  readonly why?: string
  readonly mend?: string
}

/** What a look says. Never a secret, nor an address with one. */
export type Look =
  | { readonly state: 'well'; readonly detail?: string }
  /** `hop`: the look shows that another one is, behind which nothing could be seen. */
  | { readonly state: 'broken'; readonly why: string; readonly mend: string; readonly hop?: Hop }
  | { readonly state: 'unasked'; readonly why: string }

export function well(detail?: string): Look {
  return { state: 'well', ...(detail === undefined ? {} : { detail }) }
}

export function broken(why: string, mend: string, hop?: Hop): Look {
  return { state: 'broken', why, mend, ...(hop === undefined ? {} : { hop }) }
}

export function unasked(why: string): Look {
  return { state: 'unasked', why }
}

/** The broken one that an event meets first. */
export function firstBroken(findings: readonly Finding[]): Finding | undefined {
  const brokenOnes = findings.filter(({ state }) => state === 'broken')
  return brokenOnes.sort((a, b) => hopCodes[a.hop] - hopCodes[b.hop])[0]
}
