import type { Frame } from '../domain/wire/frame.js'
import type { Goodbye } from '../domain/wire/serverMessage.js'
import type { Address } from './connection.js'

/** A receiver that will get nothing more: it is gone, or the outbox gave up on it. */
export interface Undelivered {
  readonly to: Address
  readonly why: 'gone' | 'gaveUp'
}

/**
 * Sends frames to connections.
 * - Frames of one call MUST arrive in order at each receiver that gets them.
 * - MUST NOT hold more than its bound for a connection: what it sheds it tells that connection by `lagging`, counted from `frame.hits`.
 * - Frames without `hits` answer what their one receiver asked. They MUST NOT be shed while it reads, or it would ask
 *   again and again: `post` waits until there is room for them, and answers once the last is on its way.
 * - MUST retry within its budget, and answer only receivers that will get nothing more.
 * - One slow receiver MUST NOT delay another.
 */
export interface Outbox {
  post(frames: readonly Frame[], to: readonly Address[]): Promise<readonly Undelivered[]>
  close(to: Address, code: number, last?: Goodbye): Promise<void>
}
