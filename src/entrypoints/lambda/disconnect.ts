import './noJit.js'
import type { APIGatewayProxyResult } from 'aws-lambda'
import { diskFiles } from '../config/sources.js'
import { lambdaDisconnect } from '../wiring/lambdaDisconnect.js'
import { storeOf } from './environment/addresses.js'
import { readEnvironment } from './environment/readEnvironment.js'
import { required } from './environment/required.js'
import { rulesOf } from './environment/rules.js'
import { rules, store } from './environment/variables.js'
import { socketEvent } from './events/socketEvent.js'
import { observed } from './telemetry/observed.js'

const given = required(readEnvironment({ ...rules, ...store }, process.env, diskFiles))
const { observe, telemetry } = observed('disconnect')
const session = await lambdaDisconnect({ rules: required(rulesOf(given)), store: storeOf(given) }, telemetry)

/** `$disconnect`: its rows go at once. It may never come: then they go with the first post, or with their lease. */
export const handler = observe(async (event: unknown): Promise<APIGatewayProxyResult> => {
  await session.disconnect(socketEvent.parse(event).requestContext.connectionId)
  return { statusCode: 200, body: '' }
})
