import type { SignedRequest } from '../../adapters/node/auth/sigv4/canonical.js'
import type { SocketOutbox } from '../../adapters/node/socketOutbox.js'
import type { Accept } from '../../application/accept.js'
import type { Graveyard } from '../../application/graveyard.js'
import type { Session } from '../../application/session/session.js'
import type { Schema } from '../../domain/fields.js'
import type { Result } from '../../domain/refusal.js'
import type { Authenticator } from '../../ports/authenticator.js'
import type { Connection } from '../../ports/connection.js'

/** What the server needs of a node: use cases, and who may call them. The wiring makes it. */
export interface ServerNode {
  readonly schema: Schema
  /** Id of this node as an endpoint of connections. */
  readonly endpoint: string
  readonly accept: Pick<Accept, 'entries' | 'details'>
  readonly session: Pick<Session, 'connect' | 'receive' | 'refuse' | 'renew' | 'disconnect'>
  readonly sockets: Pick<SocketOutbox, 'add' | 'remove' | 'close' | 'size'>
  readonly authenticator: Authenticator
  readonly graveyard: Pick<Graveyard, 'list' | 'show' | 'redrive' | 'discard'>
  /** Absent: nobody's signature is accepted. Not asked in open mode. */
  readonly producers?: { verify(request: SignedRequest): Result<string> }
  /** The stored row: after `authorize` it has another end. */
  connection(connectionId: string): Promise<Connection | undefined>
  /** Whether its backends answer. `detail` has no secrets. */
  ready(): Promise<{ readonly ok: boolean; readonly detail?: unknown }>
  /** Prometheus text. */
  metrics(): Promise<string>
  /** Resolves when the events that were taken are handled, or after `ms`; nothing is taken any more. */
  drain(ms: number): Promise<void>
}
