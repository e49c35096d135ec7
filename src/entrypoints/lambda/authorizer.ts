import './noJit.js'
import type { APIGatewayAuthorizerResult } from 'aws-lambda'
import type { Refusal } from '../../domain/refusal.js'
import { diskFiles } from '../config/sources.js'
import { authorized, credentialOf } from '../wire/credential.js'
import { parseOffer } from '../wire/offer.js'
import { welcomeOf } from '../wire/welcome.js'
import { lambdaApiKeys } from '../wiring/lambdaApiKeys.js'
import { lambdaAuthenticator } from '../wiring/lambdaAuthenticator.js'
import { jwtOf } from './environment/addresses.js'
import { apiKeysIn, apiKeysOf } from './environment/apiKeys.js'
import { readEnvironment } from './environment/readEnvironment.js'
import { required } from './environment/required.js'
import { rulesOf } from './environment/rules.js'
import { credentials, rules } from './environment/variables.js'
import { allowed, denied } from './events/authorizerAnswer.js'
import { headersOf, parametersOf, type SocketEvent, socketEvent } from './events/socketEvent.js'
import { observed } from './telemetry/observed.js'

const given = required(readEnvironment({ ...rules, ...credentials }, process.env, diskFiles))
const { access, schema } = required(rulesOf(given))
const apiKeys = required(apiKeysOf(given.apiKeys))
const jwt = required(jwtOf(given))
const { observe, telemetry } = observed('authorizer')
const { apiKeysParameter: parameter } = given
const keptKeys =
  parameter === undefined ? undefined : lambdaApiKeys(parameter, (text) => required(apiKeysIn(text)), telemetry)
const authenticator = lambdaAuthenticator({ open: given.open === 'true', apiKeys, keptKeys, jwt }, access)

/** What a request shows; a credential in its URL only where the configuration allows it, since URLs end up in logs. */
function shownBy(request: SocketEvent) {
  const headers = Object.fromEntries(headersOf(request))
  const shown = credentialOf(headers) ?? parseOffer(headers['sec-websocket-protocol']).credential
  if (shown !== undefined || given.tokensInQuery === 'false') return shown
  const welcome = welcomeOf(parametersOf(request), schema)
  return welcome.ok ? welcome.value.credential : undefined
}

async function verdictOn(request: SocketEvent): Promise<APIGatewayAuthorizerResult | 'Unauthorized'> {
  const { methodArn = '' } = request
  const identity = await authorized(authenticator, shownBy(request), 'read')
  if (identity.ok) {
    const answer = allowed(identity.value, methodArn)
    if (answer.ok) return answer.value
    telemetry.fault('authorizer', new Error(answer.refusal.message))
    return denied(methodArn)
  }
  const { code }: Refusal = identity.refusal
  if (code === 'forbidden') return denied(methodArn)
  if (code === 'unauthorized') return 'Unauthorized'
  throw new Error(code)
}

const judge = observe(async (event: unknown) => verdictOn(socketEvent.parse(event)))

/** REQUEST authorizer of `$connect`. API Gateway takes this very word for 401, a denial for 403, any other fault for 500. */
export const handler = async (...call: Parameters<typeof judge>): Promise<APIGatewayAuthorizerResult> => {
  const verdict = await judge(...call)
  if (verdict === 'Unauthorized') throw new Error(verdict)
  return verdict
}
