import type { JsonObject } from '../../src/domain/json.js'
import type { Chance } from '../domain/query/chance.js'
import type { SocketProxy } from '../support/faults/socketProxy.js'
import type { Person, Shown } from '../support/ways/way.js'

/** A way to run the system, its real parts on their own, with something to break on every way between them. */
export interface Site {
  readonly name: string
  /** Between the clients and what serves them. */
  readonly sockets: SocketProxy
  /** Where clients connect: through `sockets`. */
  readonly ws: string
  /** The same, past `sockets`: for who asks when all is over. */
  readonly direct: () => string
  /** Silence after which a client asks for a sign of life: often where it is free. */
  readonly pingAfterMs: number
  readonly people: Readonly<Record<Person, Shown>>
  /** Sends until all of them are accepted, as a producer does. Some may have been taken more than once. */
  send(details: readonly JsonObject[]): Promise<void>
  /** What can go wrong, by name. Each is over by itself after some seconds at most; `heal` waits for that. */
  readonly faults: Readonly<Record<string, (chance: Chance) => Promise<void>>>
  /** Processes killed, and connections and requests between parts cut, so far. */
  readonly counts: { kills: number; cuts: number }
  /** Everything runs again, nothing is in the way. */
  heal(): Promise<void>
  /** Accepted and not handled yet, events and deltas. */
  waiting(): Promise<number>
  /** Dead letters so far: what they told, nobody was told. */
  deadLetters(): Promise<number>
  /** The end of what its processes logged, for a failure's message. */
  log(): string
  stop(): Promise<void>
}
