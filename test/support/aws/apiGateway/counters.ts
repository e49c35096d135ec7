/** What the API did so far. */
export class Counters {
  /** Posts that reached a connection, their bytes, and those as metered: in steps of 32 KB ("Amazon API Gateway pricing"). */
  posts = 0
  bytes = 0
  units = 0
  /** All calls of POST, whatever their answer. */
  postCalls = 0
  postsInFlight = 0
  mostPostsInFlight = 0
  /** Answers of POST by status. */
  readonly answers: Record<number, number> = {}
  gets = 0
  deletes = 0
  connects = 0
  refusedConnects = 0
  disconnects = 0
  messages = 0
  /** HTTP connections that callers of `@connections` opened. */
  sockets = 0
  /** Invocations of each function, and those that failed or took too long. */
  readonly invoked: Record<'authorizer' | 'connect' | 'disconnect' | 'message', number> = {
    authorizer: 0,
    connect: 0,
    disconnect: 0,
    message: 0,
  }
  failedInvocations = 0
}
