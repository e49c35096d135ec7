import './noJit.js'
import type { Context, SQSBatchResponse } from 'aws-lambda'
import type { RawEvent } from '../../domain/event/rawEvent.js'
import type { Json } from '../../domain/json.js'
import type { Delivery } from '../../ports/consumer.js'
import { diskFiles } from '../config/sources.js'
import { lambdaIngest } from '../wiring/lambdaIngest.js'
import { indexOf, routeOf } from './environment/addresses.js'
import { readEnvironment } from './environment/readEnvironment.js'
import { required } from './environment/required.js'
import { rulesOf } from './environment/rules.js'
import * as variables from './environment/variables.js'
import { queueEvent } from './events/queueEvent.js'
import { handled } from './sqs/handled.js'
import { type Judged, settle } from './sqs/settle.js'
import { observed } from './telemetry/observed.js'

const { deltas, eventQueue, index, rules } = variables
const given = required(readEnvironment({ ...rules, ...index, ...eventQueue, ...deltas }, process.env, diskFiles))
const { observe, telemetry } = observed('ingest')
const { deadLetters, ingest, queue, readEvent } = lambdaIngest(
  {
    rules: required(rulesOf(given)),
    index: required(indexOf(given)),
    events: { queueUrl: given.eventQueue, deadLetters: given.eventDeadLetters },
    route: required(routeOf(given)),
  },
  telemetry,
)

/** Events of a queue into the index; what changed, onto the way of the deltas. */
export const handler = observe(async (event: unknown, _context: Context): Promise<SQSBatchResponse> => {
  const messages = queueEvent.parse(event).Records
  const read = messages.map((message) => ({ message, event: readEvent(message.body) }))
  const batch: Delivery<RawEvent>[] = []
  for (const { event: raw, message } of read) {
    // A producer, the bus or this queue may have handed the same event over before.
    if (raw.ok) batch.push({ item: raw.value, attempt: message.attempt, first: false })
  }
  const verdicts = await handled('ingest', ingest.handle, batch, telemetry)
  let at = 0
  const judged = read.map(({ event: raw, message }): Judged => {
    const verdict = raw.ok ? (verdicts[at++] ?? { retry: 'no verdict' }) : { dead: raw.refusal }
    // The original, as the bus had it; its detail came as JSON.
    const item = raw.ok ? ({ ...raw.value } as Json) : message.body
    return { message, items: [{ topic: 'events', item, verdict }] }
  })
  const done = await settle({ queue, deadLetters, telemetry }, judged)
  const failed = messages.filter((message) => !done.has(message))
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) }
})
