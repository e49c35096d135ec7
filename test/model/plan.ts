import fc from 'fast-check'

/** What a version of a document says. An id and a version always mean one body. */
export interface Body {
  readonly matches: boolean
  readonly team: 'a' | 'b'
  readonly day: 0 | 1
  readonly minute: number
}

/** What may happen next, and how often beside the others. */
const weights = {
  /** A producer sends version m of document n. */
  emit: 14,
  /** A worker takes events, or deltas. */
  events: 8,
  deltas: 8,
  /** A port's call is done, and mostly answered. */
  step: 30,
  fault: 2,
  crash: 1,
  /** What was settled is delivered again. */
  redeliver: 2,
  /** A node takes a client's message; a client what it was sent; a node a client that dials. */
  receive: 7,
  deliver: 9,
  accept: 3,
  /** A message is lost on its way, and nobody told. */
  lose: 3,
  look: 2,
  leave: 1,
  authorize: 1,
  verify: 1,
  /** A connection breaks; a node says that it will; a reader becomes slow, or fast again. */
  cut: 1,
  drain: 1,
  slow: 1,
  /** Posts of others do not reach a node; until it hears again. */
  deaf: 1,
  renew: 1,
  refresh: 2,
  advance: 6,
  /** Some steps of whatever comes next in order. */
  flow: 12,
} as const

export type Happening = keyof typeof weights

/** `n` and `m`: which of those that there are. */
export interface Command {
  readonly do: Happening
  readonly n: number
  readonly m: number
}

export type Order = 'first' | 'last'

/** A run. Small bounds find the holes. */
export interface Plan {
  /** By id and version. */
  readonly bodies: readonly Body[]
  readonly limit: number
  readonly remembers: number
  readonly skews: readonly [number, number]
  readonly turns: boolean
  readonly references: boolean
  readonly sampled: boolean
  readonly rights: boolean
  /** Documents of which a frame holds no more than one. */
  readonly large: boolean
  /** A lease is over before a view is verified. */
  readonly brief: boolean
  /** Messages are lost on their way. */
  readonly lossy: boolean
  /** Milliseconds that a command takes, in tenths. */
  readonly pace: number
  readonly seed: number
  /** All is about two documents. */
  readonly few: boolean
  readonly commands: readonly Command[]
  readonly order: Order
}

/** U+FFFD and U+10000 stand in another order in UTF-16 than in UTF-8. */
export const ids = ['e', '\ufffd', '\u{10000}', 'f'] as const
export const versions = 4
export const tokens = ['a+b', 'a', 'b', 'a+b+c'] as const

const often = <T>(usual: T, rare: T, times: number) => fc.constantFrom(...Array<T>(times).fill(usual), rare)
const body: fc.Arbitrary<Body> = fc.record({
  matches: often(true, false, 2),
  team: often<'a' | 'b'>('a', 'b', 2),
  day: often<0 | 1>(0, 1, 6),
  minute: fc.nat(4),
})
/** For rules about the versions of one document, of which most schedules see too few. */
const focus: Readonly<Partial<Record<Happening, number>>> = {
  emit: 24,
  events: 14,
  deltas: 16,
  deliver: 18,
  redeliver: 8,
  verify: 4,
  advance: 8,
  flow: 5,
  authorize: 0,
  look: 0,
  leave: 0,
}
const commandOf = (often: Readonly<Record<Happening, number>>): fc.Arbitrary<Command> => {
  const names = (Object.keys(weights) as Happening[]).flatMap((name) => Array<Happening>(often[name]).fill(name))
  return fc.record({ do: fc.constantFrom(...names), n: fc.nat(11), m: fc.nat(7) })
}

/** `most`: of commands. */
export const planOf = (most: number, focused: boolean): fc.Arbitrary<Plan> =>
  fc.record({
    bodies: fc.array(body, { minLength: ids.length * versions, maxLength: ids.length * versions }),
    limit: fc.integer({ min: 1, max: 2 }),
    remembers: fc.integer({ min: 1, max: 2 }),
    skews: fc.tuple(fc.nat(3), fc.nat(3)),
    turns: often(false, true, 2),
    references: often(false, true, 3),
    sampled: often(false, true, 7),
    rights: focused ? fc.constant(false) : often(false, true, 1),
    large: often(false, true, 9),
    brief: often(false, true, 4),
    lossy: often(false, true, 9),
    pace: fc.constantFrom(0, 1, 3, 10),
    seed: fc.nat(),
    few: fc.constant(focused),
    commands: fc.array(commandOf(focused ? { ...weights, ...focus } : weights), { maxLength: most, size: 'max' }),
    order: fc.constantFrom<Order>('first', 'last'),
  })
