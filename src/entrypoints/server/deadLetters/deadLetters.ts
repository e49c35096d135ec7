import type { IncomingMessage } from 'node:http'
import type { Graveyard, Which } from '../../../application/graveyard.js'
import { isObject } from '../../../domain/json.js'
import { ok, type Result, refuse } from '../../../domain/refusal.js'
import { type Answer, json, refusedAnswer } from '../http/answer.js'
import { readBody } from '../http/body.js'

const bodyBytes = 65_536
const mostIds = 1000
const mostLetters = 1000

/** `GET /dead-letters?after=&limit=` answers a page, oldest first; `?id=` one letter, whole. */
export async function listDeadLetters(
  request: IncomingMessage,
  graveyard: Pick<Graveyard, 'list' | 'show'>,
): Promise<Answer> {
  const { searchParams } = new URL(request.url ?? '', 'http://here')
  const id = searchParams.get('id')
  if (id !== null) {
    const letter = await graveyard.show(id)
    return letter === undefined
      ? refusedAnswer({ code: 'not_found', message: 'there is no dead letter of this id', path: 'id' })
      : json(200, letter)
  }
  const limit = Number(searchParams.get('limit') ?? 100)
  if (!Number.isInteger(limit) || limit < 1 || limit > mostLetters) {
    return refusedAnswer({ code: 'bad_request', message: `limit must be from 1 to ${mostLetters}`, path: 'limit' })
  }
  const after = searchParams.get('after')
  return json(200, await graveyard.list({ limit, ...(after === null ? {} : { after }) }))
}

/** `POST /dead-letters/redrive` and `/discard`, with `{"ids": […]}` or `{"all": true}`. */
export async function settleDeadLetters(
  request: IncomingMessage,
  graveyard: Pick<Graveyard, 'redrive' | 'discard'>,
  how: 'redrive' | 'discard',
): Promise<Answer> {
  const body = await readBody(request, bodyBytes)
  if (!body.ok) return refusedAnswer(body.refusal)
  const which = whichOf(body.value.plain)
  return which.ok ? json(200, await graveyard[how](which.value)) : refusedAnswer(which.refusal)
}

function whichOf(body: Buffer): Result<Which> {
  let asked: unknown
  try {
    asked = JSON.parse(body.toString('utf8'))
  } catch {
    return refuse('bad_request', 'the body is not JSON')
  }
  if (!isObject(asked)) return refuse('bad_request', 'the body must be an object')
  const { all, ids } = asked
  if (all === true && ids === undefined) return ok('all')
  const named = Array.isArray(ids) && ids.length > 0 && ids.length <= mostIds
  if (all === undefined && named && ids.every((id) => typeof id === 'string')) return ok(new Set(ids as string[]))
  return refuse('bad_request', `name 1 to ${mostIds} letters in ids, or say {"all": true}`, 'ids')
}
