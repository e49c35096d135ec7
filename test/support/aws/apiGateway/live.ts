import { randomBytes } from 'node:crypto'
import type { ApiConnection } from './apiConnection.js'
import { requestContext } from './requestContext.js'
import type { ApiState } from './state.js'

/** A message of a client: `$default` is called for each at once, so nothing keeps their order. Its answer is not sent on. */
export async function received(state: ApiState, connection: ApiConnection, text: string): Promise<void> {
  const { api, account, clock, counters, invocations } = state
  counters.messages++
  if (!account.requests.take()) return fail(connection, 'Too Many Requests')
  const messageId = `${randomBytes(10).toString('base64url')}=`
  const invoked = await invocations.call('message', {
    requestContext: requestContext(api, connection.place, clock.now(), '$default', { messageId }),
    body: text,
    isBase64Encoded: false,
  })
  if (invoked === 'timed out') fail(connection, 'Endpoint request timed out')
  else if ('failed' in invoked) fail(connection, 'Internal server error')
}

/** What a client is told of an integration that failed. */
function fail(connection: ApiConnection, message: string): void {
  const requestId = `${randomBytes(10).toString('base64url')}=`
  const { connectionId } = connection.place
  if (connection.isOpen) connection.send(Buffer.from(JSON.stringify({ message, connectionId, requestId })))
}

/** Its id is gone at once; `$disconnect` is called if it is called at all. */
export async function disconnected(
  state: ApiState,
  connection: ApiConnection,
  code: number,
  reason: string,
): Promise<void> {
  const { api, clock, counters, connections, faults, invocations } = state
  const { place, handshake } = connection
  connections.delete(place.connectionId)
  counters.disconnects++
  if (faults.loseDisconnect) return
  const why = { disconnectStatusCode: code, disconnectReason: reason }
  const kept = /^(host|x-api-key|x-forwarded-for|x-restapi)$/i
  const only = <T>(headers: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => kept.test(name)))
  await invocations.call('disconnect', {
    headers: only(handshake.headers),
    multiValueHeaders: only(handshake.multiValueHeaders),
    requestContext: requestContext(api, place, clock.now(), '$disconnect', why),
    isBase64Encoded: false,
  })
}
