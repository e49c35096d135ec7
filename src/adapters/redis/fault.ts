import { BackendFault } from '../../ports/backendFault.js'

/** Refusals of a server that has no data yet, no master, no disk or no time, or no room; any other is of the command. */
const away = /^(BUSY|CLUSTERDOWN|LOADING|MASTERDOWN|MISCONF|NOREPLICAS|READONLY|TRYAGAIN|UNBLOCKED)\b/
const full = /^OOM\b/

/** What Redis or the way to it answered instead of a result. Holds no argument of the command: those are other people's data. */
export class RedisFault extends BackendFault {
  override readonly name = 'RedisFault'

  constructor(command: string, cause: unknown) {
    const said = cause instanceof Error ? cause.message : String(cause)
    // What is no refusal of the server was lost on the way, or took too long.
    const isReply = cause instanceof Error && cause.name === 'ReplyError'
    super(`${command}: ${said}`, !isReply || away.test(said) ? 'away' : full.test(said) ? 'full' : 'refused')
  }
}
