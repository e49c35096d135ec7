import type { Frame } from '../../src/domain/wire/frame.js'
import type { Goodbye, ServerMessage } from '../../src/domain/wire/serverMessage.js'
import type { Address } from '../../src/ports/connection.js'
import type { Outbox, Undelivered } from '../../src/ports/outbox.js'

const decoder = new TextDecoder('utf-8', { fatal: true })

/** Keeps what each connection was sent. Connections in `gone` get nothing. */
export class RecordingOutbox implements Outbox {
  readonly frames = new Map<string, Frame[]>()
  readonly gone = new Set<string>()
  readonly closed = new Map<string, { readonly code: number; readonly last: Goodbye | undefined }>()

  async post(frames: readonly Frame[], to: readonly Address[]): Promise<readonly Undelivered[]> {
    const undelivered: Undelivered[] = []
    for (const address of to) {
      if (this.gone.has(address.connectionId)) undelivered.push({ to: address, why: 'gone' })
      else this.frames.set(address.connectionId, [...(this.frames.get(address.connectionId) ?? []), ...frames])
    }
    return undelivered
  }

  async close(to: Address, code: number, last?: Goodbye): Promise<void> {
    this.closed.set(to.connectionId, { code, last })
  }

  /** All messages that a connection was sent so far, and forgets them. */
  take(connectionId: string): ServerMessage[] {
    const frames = this.frames.get(connectionId) ?? []
    this.frames.delete(connectionId)
    return frames.flatMap((f) => JSON.parse(decoder.decode(f.bytes)) as ServerMessage | ServerMessage[])
  }
}
