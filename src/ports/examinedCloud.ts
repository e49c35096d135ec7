import type { LineDead, LineRefused, ProbeLine, Sent } from './probeLine.js'

/** Why something could not be told: it is not there, the caller may not ask, or nobody answered. */
export interface Untold {
  readonly untold: 'missing' | 'denied' | 'away'
  readonly why: string
}

export interface FunctionPlace {
  readonly name: string
  /** The alias that is called. */
  readonly qualifier?: string
}

/**
 * An installation on AWS, as its account tells of it.
 * - No method throws for what AWS does or fails to do.
 * - Nothing is changed: of a function an empty batch is the most that it is given.
 * - What is answered MUST hold no credential.
 */
export interface ExaminedCloud {
  caller(): Promise<{ readonly account: string } | Untold>
  bus(name: string): Promise<{ readonly arn: string } | Untold>
  rule(bus: string, name: string): Promise<{ readonly enabled: boolean; readonly targets: readonly string[] } | Untold>
  /** `waiting`: messages there, under way or not. */
  queue(url: string): Promise<{ readonly arn: string; readonly waiting: number } | Untold>
  /** What feeds a function, with its state (`Enabled`) and the ARN of the queue. */
  mappings(
    at: FunctionPlace,
  ): Promise<readonly { readonly state: string; readonly from: string; readonly reports: boolean }[] | Untold>
  function(at: FunctionPlace): Promise<{ readonly state: string; readonly why: string } | Untold>
  /** Gives it an empty batch. `failed`: the error's type and message. */
  call(at: FunctionPlace): Promise<{ readonly failed?: string } | Untold>
  table(name: string): Promise<{ readonly status: string; readonly expires: boolean } | Untold>
  index(): Promise<{ readonly template: boolean; readonly blocked?: string; readonly ill?: string } | Untold>
  send(detail: { readonly [field: string]: string }): Promise<Sent>
  open(): Promise<ProbeLine | LineRefused | LineDead>
}
