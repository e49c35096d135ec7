import './noJit.js'
import type { APIGatewayProxyResult } from 'aws-lambda'
import { messageLimits } from '../../domain/wire/clientMessage.js'
import { utf8Length } from '../../domain/wire/utf8.js'
import { diskFiles } from '../config/sources.js'
import { parseClientMessage } from '../wire/parseClientMessage.js'
import { lambdaMessage } from '../wiring/lambdaMessage.js'
import { indexOf, jwtOf, storeOf } from './environment/addresses.js'
import { readEnvironment } from './environment/readEnvironment.js'
import { required } from './environment/required.js'
import { rulesOf } from './environment/rules.js'
import * as variables from './environment/variables.js'
import { socketEvent } from './events/socketEvent.js'
import { observed } from './telemetry/observed.js'

const { credentials, endpoints, index, posts, rules, store } = variables
const shape = { ...rules, ...store, ...index, ...endpoints, ...posts, ...credentials }
const given = required(readEnvironment(shape, process.env, diskFiles))
const { observe, telemetry } = observed('message')
const { outbox, session } = await lambdaMessage(
  {
    rules: required(rulesOf(given)),
    store: storeOf(given),
    index: required(indexOf(given)),
    endpoints: new Map(Object.entries(given.endpoints)),
    quota: given,
    // Only tokens are renewed on an open connection.
    credentials: { open: false, apiKeys: [], jwt: required(jwtOf(given)) },
  },
  telemetry,
)

const tooLarge = { code: 'too_large', message: `a message may have ${messageLimits.bytes} bytes` }
const expired = { type: 'goodbye', reason: 'expired', reconnectAfterMs: 0 } as const

/** `$default`: whatever a client sends, which is answered by posts. */
export const handler = observe(async (event: unknown): Promise<APIGatewayProxyResult> => {
  const { body, requestContext } = socketEvent.parse(event)
  const { apiId, connectedAt = Date.now(), connectionId } = requestContext
  const filed = await answer(connectionId, body ?? '')
  // Its lease is over, and its socket open: nothing runs at a token's end, so this is where its client is told.
  const to = { connectionId, endpoint: apiId, packed: false, connectedAt }
  if (filed === 'gone') await outbox.close(to, 4408, expired)
  return { statusCode: 200, body: '' }
})

/** API Gateway puts frames together up to 128 KB; the protocol has one frame a message. */
function answer(connectionId: string, text: string) {
  if (utf8Length(text) > messageLimits.bytes) return session.refuse(connectionId, tooLarge)
  const parsed = parseClientMessage(text)
  return parsed.ok ? session.receive(connectionId, parsed.message) : session.refuse(connectionId, parsed.refusal)
}
