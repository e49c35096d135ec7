import './noJit.js'
import type { APIGatewayProxyResult } from 'aws-lambda'
import { diskFiles } from '../config/sources.js'
import { parseOffer, selectProtocol } from '../wire/offer.js'
import { welcomeOf } from '../wire/welcome.js'
import { lambdaConnect } from '../wiring/lambdaConnect.js'
import { storeOf } from './environment/addresses.js'
import { readEnvironment } from './environment/readEnvironment.js'
import { required } from './environment/required.js'
import { rulesOf } from './environment/rules.js'
import * as variables from './environment/variables.js'
import { identityOf } from './events/authorizerContext.js'
import { refused } from './events/refused.js'
import { headersOf, parametersOf, socketEvent } from './events/socketEvent.js'
import { observed } from './telemetry/observed.js'

const { deltaQueue, endpoints, rules, store } = variables
const given = required(readEnvironment({ ...rules, ...store, ...endpoints, ...deltaQueue }, process.env, diskFiles))
const known: ReadonlySet<string> = new Set(Object.keys(given.endpoints))
const board = required(rulesOf(given))
const { observe, telemetry } = observed('connect')
const session = await lambdaConnect({ rules: board, store: storeOf(given), queueUrl: given.deltaQueue }, telemetry)

/** `$connect`: files whom the authorizer let in, and subscribes them to the channels of their URL. */
export const handler = observe(async (event: unknown): Promise<APIGatewayProxyResult> => {
  const request = socketEvent.parse(event)
  const { apiId, authorizer, connectedAt = Date.now(), connectionId } = request.requestContext
  if (!known.has(apiId)) throw new Error(`DELTABOARD_ENDPOINTS names no API ${apiId}`)
  const identity = identityOf(authorizer)
  if (identity === undefined) return refused({ code: 'unauthorized', message: 'no authorizer let this in' })
  const welcome = welcomeOf(parametersOf(request), board.schema)
  if (!welcome.ok) return refused(welcome.refusal)
  const offered = headersOf(request).get('sec-websocket-protocol')
  const { packed } = parseOffer(offered)
  const address = { connectionId, endpoint: apiId, packed, connectedAt }
  const connection = { ...address, identity, expiresAt: identity.expiresAt }
  const connected = await session.connect(connection, welcome.value.channels)
  if (!connected.ok) return refused(connected.refusal)
  // API Gateway echoes none by itself.
  const protocol = selectProtocol(new Set((offered ?? '').split(',').map((part) => part.trim())))
  return { statusCode: 200, body: '', ...(protocol ? { headers: { 'Sec-WebSocket-Protocol': protocol } } : {}) }
})
