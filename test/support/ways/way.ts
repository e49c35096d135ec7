/** Those who look, in every way alike: the operator sees everything, a member of a team that team's documents. */
export const people = ['operator', 'ada', 'ben', 'cyd'] as const
export type Person = (typeof people)[number]

export interface Shown {
  readonly kind: 'bearer' | 'key'
  readonly secret: string
}

/** One way to run the system, as those see it who use it: two addresses, and what to show there. */
export interface Way {
  /** For an AWS SDK: where PutEvents goes. */
  readonly events: {
    readonly url: string
    readonly bus?: string
    readonly accessKeyId: string
    readonly secretAccessKey: string
  }
  /** URL of the WebSocket. */
  readonly ws: string
  readonly people: Readonly<Record<Person, Shown>>
}
