import { WebSocket } from 'ws'
import type { Address } from '../../../ports/connection.js'
import type { Lanes } from './lanes.js'

const tooLarge = JSON.stringify({
  type: 'error',
  code: 'too_large',
  message: 'a message may have 32,768 bytes',
  retryable: false,
})

/** A client's WebSocket and what the server keeps of it. Handlers are shared, so that an idle one costs little. */
export class LiveSocket extends WebSocket {
  address: Address | undefined = undefined
  /** Pings that were not answered in a row. */
  silent = 0
  /** Where the heartbeat has it. */
  bucket = -1
  /** The second in which its credential ends, since the epoch; Infinity: never. */
  expirySecond = Number.POSITIVE_INFINITY
  /** Requests under way; undefined while there are none. */
  lanes: Lanes | undefined = undefined

  /** `ws` closes with 1009 by itself when a message is too large: that is said before it is done. */
  override close(code?: number, reason?: string | Buffer): void {
    if (code === 1009 && this.readyState === WebSocket.OPEN) this.send(tooLarge)
    super.close(code, reason)
  }
}
