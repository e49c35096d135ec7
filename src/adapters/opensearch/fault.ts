import { errors } from '@opensearch-project/opensearch'
import { BackendFault } from '../../ports/backendFault.js'

/**
 * What a request failed with. The client's own errors carry the request with its headers, credentials among them;
 * this one carries what the server said.
 */
export class OpenSearchFault extends BackendFault {
  override readonly name = 'OpenSearchFault'
  /** 0: there was no answer. */
  readonly status: number
  readonly type: string

  constructor(status: number, type: string, reason: string) {
    const said = `OpenSearch answered ${status || 'nothing'}: ${type}${reason === '' ? '' : `: ${reason}`}`
    super(said, status === 429 ? 'full' : passes(status) ? 'away' : 'refused')
    this.status = status
    this.type = type
  }
}

/** Whether what was answered so may be answered otherwise later. */
export function passes(status: number): boolean {
  return status === 0 || status === 429 || status >= 500
}

export function faultOf(error: unknown): OpenSearchFault {
  if (error instanceof OpenSearchFault) return error
  if (error instanceof errors.ResponseError) {
    const { type, reason } = causeOf(error.body)
    return new OpenSearchFault(error.statusCode ?? 0, type, reason)
  }
  if (error instanceof errors.ConnectionError) return new OpenSearchFault(0, error.name, codeOf(error.message))
  if (error instanceof Error) return new OpenSearchFault(0, error.name, error.message)
  return new OpenSearchFault(0, 'unknown', String(error))
}

/** What the system calls it, such as ECONNREFUSED: the words beside it name the server's address. */
function codeOf(message: string): string {
  return /\bE[A-Z_]{3,}\b/.exec(message)?.[0] ?? ''
}

interface Cause {
  readonly type?: string
  readonly reason?: string
}

interface ErrorBody {
  /** A plain text where no part of the server felt responsible. */
  readonly error?: string | (Cause & { readonly root_cause?: readonly Cause[] })
}

function causeOf(body: unknown): { readonly type: string; readonly reason: string } {
  const error = typeof body === 'object' && body !== null ? (body as ErrorBody).error : undefined
  if (error === undefined) return { type: 'unknown', reason: typeof body === 'string' ? body.slice(0, 200) : '' }
  if (typeof error === 'string') return { type: 'error', reason: error }
  // Of a search that failed on its shards, the first shard says why.
  const cause = error.root_cause?.[0] ?? error
  return { type: cause.type ?? error.type ?? 'unknown', reason: cause.reason ?? error.reason ?? '' }
}
