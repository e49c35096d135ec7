import { isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { RawEvent } from '../../../domain/event/rawEvent.js'
import type { Published } from '../../../ports/eventBus.js'
import type { Answer } from '../http/answer.js'
import { announcedBytes, type Body, type BodyBudget, readBody } from '../http/body.js'
import type { ServerNode } from '../node.js'
import { awsAnswer, awsError } from './awsAnswer.js'
import { type ParsedEntry, parsePutEvents } from './parsePutEvents.js'

/** JSON escapes can make a body several times as long as what is measured. */
const bodyBytes = 8 * 2 ** 20
const target = 'AWSEvents.PutEvents'

export interface PutEventsParts {
  readonly node: ServerNode
  readonly open: boolean
  readonly trustProxy: boolean
  readonly budget: BodyBudget
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** The EventBridge API: `POST /` with `X-Amz-Target: AWSEvents.PutEvents`. */
export async function putEvents(request: IncomingMessage, parts: PutEventsParts): Promise<Answer> {
  const bytes = announcedBytes(request, bodyBytes)
  const answer = await parts.budget.within(bytes, async () => {
    const body = await readBody(request, bodyBytes)
    if (body.ok) return handle(request, body.value, parts)
    const { code, message } = body.refusal
    if (code === 'too_large') return awsError('RequestEntityTooLargeException', message)
    return awsError('SerializationException', message)
  })
  return answer ?? awsError('ThrottlingException', 'Rate exceeded')
}

async function handle(request: IncomingMessage, body: Body, parts: PutEventsParts): Promise<Answer> {
  const { node, open } = parts
  if (!open) {
    const signed = { ...signedParts(request, parts.trustProxy), body: body.sent }
    const verified = node.producers?.verify(signed)
    if (verified === undefined) return awsError('UnrecognizedClientException', 'No producer keys are configured')
    if (!verified.ok) return awsError(verified.refusal.code, verified.refusal.message)
  }
  if (request.headers['x-amz-target'] !== target) {
    return awsError('UnknownOperationException', `X-Amz-Target must be ${target}`)
  }
  if (!isUtf8(body.plain)) return awsError('SerializationException', 'the body is not UTF-8')
  const parsed = parsePutEvents(body.plain.toString('utf8'))
  if (!parsed.ok) return awsError(parsed.refusal.code, parsed.refusal.message)
  const time = new Date(parts.now()).toISOString()
  const events = parsed.value.map((one) => ('entry' in one ? rawEvent(one.entry, time) : undefined))
  const taken = events.filter((event) => event !== undefined)
  const published = taken.length === 0 ? [] : await node.accept.entries(taken)
  let next = 0
  const entries = parsed.value.map((one, i) => {
    const event = events[i]
    if ('error' in one || event === undefined) return errorEntry(one)
    return publishedEntry(event, published[next++])
  })
  const failed = entries.filter((entry) => 'ErrorCode' in entry).length
  return awsAnswer(200, { FailedEntryCount: failed, Entries: entries })
}

function rawEvent(entry: Extract<ParsedEntry, { entry: unknown }>['entry'], arrival: string): RawEvent {
  const { source, detailType, detail, time } = entry
  return { id: randomUUID(), source, detailType, time: time ?? arrival, detail }
}

function errorEntry(one: ParsedEntry) {
  const { code, message } = 'error' in one ? one.error : { code: 'InternalFailure', message: 'Internal failure' }
  return { ErrorCode: code, ErrorMessage: message }
}

function publishedEntry({ id }: RawEvent, published: Published | undefined) {
  if (published === 'ok') return { EventId: id }
  if (published !== undefined && 'refused' in published) {
    return { ErrorCode: 'InvalidArgument', ErrorMessage: published.refused.message }
  }
  return { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded for PutEvents.' }
}

/** A proxy may have put its own name in Host: what the producer signed is the name that it used. */
function signedParts(request: IncomingMessage, trustProxy: boolean) {
  const headers = new Map<string, string[]>()
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    const name = (request.rawHeaders[i] as string).toLowerCase()
    const value = request.rawHeaders[i + 1] as string
    const values = headers.get(name)
    if (values === undefined) headers.set(name, [value])
    else values.push(value)
  }
  const forwarded = headers.get('x-forwarded-host')?.[0]?.split(',')[0]?.trim()
  if (trustProxy && forwarded) headers.set('host', [forwarded])
  return { method: request.method ?? 'POST', target: request.url ?? '/', headers }
}
