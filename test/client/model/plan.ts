import fc from 'fast-check'
import type { Body } from './modelServer.js'

/** What may happen next. `nth`: which of those that wait. */
export type Command =
  | { readonly do: 'write'; readonly id: number; readonly version: number; readonly skew: number }
  | {
      readonly do: 'broadcast' | 'retell' | 'deliver' | 'repeat' | 'receive' | 'snapshot' | 'lose'
      readonly nth: number
    }
  | { readonly do: 'again' | 'resend' | 'fetch' | 'unfetch' | 'shed' | 'reconnect' | 'replace' | 'retire' | 'advance' }

/** A run: contents by id and version, and what happens. Small bounds find the holes. */
export interface Plan {
  readonly bodies: readonly Body[]
  readonly limit: number
  readonly remembers: number
  /** Each connection's rights give the query another name. */
  readonly renamed: boolean
  readonly commands: readonly Command[]
  readonly drain: 'first' | 'last'
}

const ids = 4
export const versions = 4

const body = fc.record<Body>({
  matches: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  day: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(1) }),
  minute: fc.nat(5),
})
const nth = fc.nat(7)
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      id: fc.nat(ids - 1),
      version: fc.integer({ min: 1, max: versions }),
      skew: fc.nat(2),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('broadcast' as const), nth }) },
  { weight: 9, arbitrary: fc.record({ do: fc.constant('deliver' as const), nth }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('retell' as const, 'repeat' as const), nth }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const), nth }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('receive' as const, 'snapshot' as const), nth }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('fetch' as const, 'again' as const, 'advance' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('resend', 'unfetch', 'shed', 'reconnect', 'replace', 'replace', 'retire'),
    }) as fc.Arbitrary<Command>,
  },
)

export const plan: fc.Arbitrary<Plan> = fc.record({
  bodies: fc.array(body, { minLength: ids * versions, maxLength: ids * versions }),
  limit: fc.integer({ min: 1, max: 2 }),
  remembers: fc.integer({ min: 0, max: 2 }),
  renamed: fc.boolean(),
  commands: fc.array(command, { maxLength: 80, size: 'max' }),
  drain: fc.constantFrom('first' as const, 'last' as const),
})
