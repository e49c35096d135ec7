import { BackendFault } from '../../ports/backendFault.js'

/** Refusals of a server that has no room, no data yet, no master or no time; any other is of the command. */
const passing = /^(BUSY|CLUSTERDOWN|LOADING|MASTERDOWN|MISCONF|NOREPLICAS|OOM|READONLY|TRYAGAIN|UNBLOCKED)\b/

/** What Redis or the way to it answered instead of a result. Holds no argument of the command: those are other people's data. */
export class RedisFault extends BackendFault {
  override readonly name = 'RedisFault'

  constructor(command: string, cause: unknown) {
    const said = cause instanceof Error ? cause.message : String(cause)
    // What is no refusal of the server was lost on the way, or took too long.
    const isReply = cause instanceof Error && cause.name === 'ReplyError'
    super(`${command}: ${said}`, !isReply || passing.test(said))
  }
}
