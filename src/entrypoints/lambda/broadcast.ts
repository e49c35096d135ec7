import './noJit.js'
import type { Context, SQSBatchResponse } from 'aws-lambda'
import { diskFiles } from '../config/sources.js'
import { lambdaBroadcast } from '../wiring/lambdaBroadcast.js'
import { indexOf, storeOf } from './environment/addresses.js'
import { readEnvironment } from './environment/readEnvironment.js'
import { required } from './environment/required.js'
import { rulesOf } from './environment/rules.js'
import * as variables from './environment/variables.js'
import { queueEvent } from './events/queueEvent.js'
import { drain } from './sqs/drain.js'
import { FlushWindow } from './sqs/flushWindow.js'
import { judge } from './sqs/judge.js'
import { settle } from './sqs/settle.js'
import { observed } from './telemetry/observed.js'

const { deltaDeadLetters, deltaQueue, endpoints, flush, index, posts, rules, store } = variables
const places = { ...rules, ...store, ...index, ...endpoints, ...deltaQueue, ...deltaDeadLetters }
const given = required(readEnvironment({ ...places, ...posts, ...flush }, process.env, diskFiles))
const { observe, telemetry } = observed('broadcast')
const { share, ...parts } = await lambdaBroadcast(
  {
    rules: required(rulesOf(given)),
    store: storeOf(given),
    index: required(indexOf(given)),
    endpoints: new Map(Object.entries(given.endpoints)),
    deltas: { queueUrl: given.deltaQueue, deadLetters: given.deltaDeadLetters },
    quota: given,
  },
  telemetry,
)
const window = new FlushWindow(given.flushWindowMs, share)
/** What Lambda hands over at most; then more may wait. */
const fullBatch = 10

/** What changed, to those who look at it. */
export const handler = observe(async (event: unknown, context: Context): Promise<SQSBatchResponse> => {
  const { queue } = parts
  const handed = queueEvent.parse(event).Records
  const remainingMs = () => context.getRemainingTimeInMillis()
  const more =
    handed.length < fullBatch ? [] : await drain({ queue, windowMs: window.ms, remainingMs, now: Date.now }, handed)
  const judged = await judge({ ...parts, telemetry }, [...handed, ...more])
  window.flushed(telemetry.frames)
  const done = await settle({ ...parts, telemetry }, judged)
  // What was taken besides is nobody else's to delete.
  const over = more.filter((message) => done.has(message))
  if (over.length > 0) await queue.remove(over.map(({ receiptHandle }) => receiptHandle))
  const failed = handed.filter((message) => !done.has(message))
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) }
})
