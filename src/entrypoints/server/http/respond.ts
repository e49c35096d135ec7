import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { Config } from '../../config/config.js'
import { type Answer, refusedAnswer } from './answer.js'
import { discard } from './body.js'
import { admit } from './gate.js'
import type { Routes } from './routes.js'
import { preflightHeaders, safetyHeaders } from './safety.js'

/** Answers one request: gate, route, headers. Never throws, and never leaves a request without an answer. */
export async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  routes: Routes,
  config: Config,
  log: Logger,
): Promise<void> {
  const started = performance.now()
  const admitted = admit(request, config)
  let answer: Answer
  if (!admitted.ok) answer = refusedAnswer(admitted.refusal)
  else if (request.method === 'OPTIONS') answer = { status: 204, headers: preflightHeaders }
  else {
    try {
      answer = await routes.answer(request)
    } catch (fault) {
      // The sender went away: there is nobody to answer.
      if (request.destroyed && !request.complete) return
      log.error({ err: fault }, 'a request failed')
      answer = routes.faultOf(request)
    }
  }
  if (!(await readToEnd(request))) return
  send(request, response, answer, safetyHeaders(admitted.ok ? admitted.value : undefined, config.pageConnects))
  if (log.isLevelEnabled('debug')) {
    const path = routes.nameOf(request.url ?? '')
    const ms = Math.round(performance.now() - started)
    log.debug({ method: request.method, path, status: answer.status, ms }, 'request')
  }
}

/** A sender that is answered before it has sent all would meet a closed connection instead of the answer. */
async function readToEnd(request: IncomingMessage): Promise<boolean> {
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length']) > 0
  if (!hasBody || request.complete) return true
  try {
    await discard(request)
  } catch {
    // It went away.
  }
  return request.complete
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer, safety: Answer['headers']): void {
  const { status, headers = {}, body = '' } = answer
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const length = status === 204 || status === 304 ? {} : { 'content-length': bytes.length }
  response.writeHead(status, { ...safety, ...headers, ...length })
  response.end(request.method === 'HEAD' ? undefined : bytes)
}
