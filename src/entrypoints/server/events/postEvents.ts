import type { IncomingMessage } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import type { Accept, RefusedLine } from '../../../application/accept.js'
import { type Answer, json, refusedAnswer } from '../http/answer.js'
import { announcedBytes, type BodyBudget, readBody } from '../http/body.js'
import { type Lines, readLines } from './readLines.js'

const bodyBytes = 8 * 2 ** 20
const retryAfterSeconds = 1

/** `POST /events`: details as NDJSON or as a JSON array, whatever the Content-Type. */
export async function postEvents(
  request: IncomingMessage,
  accept: Pick<Accept, 'details'>,
  budget: BodyBudget,
): Promise<Answer> {
  const answer = await budget.within(announcedBytes(request, bodyBytes), async () => {
    const body = await readBody(request, bodyBytes)
    if (!body.ok) return refusedAnswer(body.refusal)
    const lines = readLines(body.value.plain)
    return lines.ok ? accepted(lines.value, accept) : refusedAnswer(lines.refusal)
  })
  return answer ?? refusedAnswer({ code: 'rate_limited', message: 'too many bodies at a time; try again' })
}

async function accepted(chunks: Iterable<Lines>, accept: Pick<Accept, 'details'>): Promise<Answer> {
  let taken = 0
  let full = false
  let first = true
  const refused: RefusedLine[] = []
  for (const { lines, refused: unread } of chunks) {
    if (!first) await setImmediate()
    first = false
    refused.push(...unread)
    if (full) {
      // Nothing more can be taken: what is left is named, so that it alone can be sent again.
      for (const { line } of lines)
        refused.push({ line, code: 'unavailable', message: 'nothing more can be taken now' })
      continue
    }
    const answer = await accept.details(lines)
    taken += answer.accepted
    refused.push(...answer.refused)
    full = answer.retryLater
  }
  refused.sort((a, b) => a.line - b.line)
  const body = { accepted: taken, refused }
  if (full) {
    const told = { code: 'rate_limited', message: 'send the lines refused as unavailable again, later', ...body }
    return json(429, told, { 'retry-after': String(retryAfterSeconds) })
  }
  if (taken === 0) return json(400, { code: 'bad_request', message: 'no line could be accepted', ...body })
  return json(200, body)
}
