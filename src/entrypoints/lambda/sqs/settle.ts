import type { Json } from '../../../domain/json.js'
import type { Verdict } from '../../../ports/consumer.js'
import type { DeadLetter, DeadLetters } from '../../../ports/deadLetters.js'
import type { Topic } from '../../../ports/eventBus.js'
import type { LambdaTelemetry } from '../telemetry/lambdaTelemetry.js'
import type { QueueMessage } from './queueMessage.js'

/** A message with what was decided on each of its items. */
export interface Judged {
  readonly message: QueueMessage
  readonly items: readonly { readonly topic: Topic; readonly item: Json; readonly verdict: Verdict }[]
}

export interface SettleParts {
  readonly queue: {
    /** Makes them come again after so many seconds, each its own. */
    setBack(messages: readonly { readonly receiptHandle: string; readonly seconds: number }[]): Promise<void>
  }
  readonly deadLetters: Pick<DeadLetters, 'put'>
  readonly telemetry: Pick<LambdaTelemetry, 'fault' | 'dead'>
}

/**
 * Keeps what can't be handled, with its reason, and sets back what is to come again. Answers which messages are done: all
 * their items handled, or kept among the dead letters. A message is repeated whole; its items bear that.
 */
export async function settle(
  { deadLetters, queue, telemetry }: SettleParts,
  judged: readonly Judged[],
): Promise<ReadonlySet<QueueMessage>> {
  const kept = await keep(judged, deadLetters, telemetry)
  const done = new Set<QueueMessage>()
  const again: QueueMessage[] = []
  for (const { items, message } of judged) {
    const isSettled = ({ verdict }: Judged['items'][number]) =>
      verdict === 'done' || ('dead' in verdict && kept.has(message))
    if (items.every(isSettled)) done.add(message)
    else again.push(message)
  }
  if (again.length > 0) {
    try {
      await queue.setBack(again.map(({ attempt, receiptHandle }) => ({ receiptHandle, seconds: secondsFor(attempt) })))
    } catch (fault) {
      // They come again anyhow, only later.
      telemetry.fault('setBack', fault)
    }
  }
  return done
}

/** Messages whose dead items are kept now. */
async function keep(
  judged: readonly Judged[],
  deadLetters: SettleParts['deadLetters'],
  telemetry: SettleParts['telemetry'],
): Promise<ReadonlySet<QueueMessage>> {
  const at = new Date().toISOString()
  const letters: DeadLetter[] = []
  const messages = new Set<QueueMessage>()
  for (const { items, message } of judged) {
    for (const [i, { item, topic, verdict }] of items.entries()) {
      if (verdict === 'done' || !('dead' in verdict)) continue
      // The same message again makes the same letter.
      const id = items.length === 1 ? message.messageId : `${message.messageId}.${i}`
      letters.push({ id, topic, item, why: verdict.dead, at })
      messages.add(message)
    }
  }
  if (letters.length === 0) return messages
  try {
    await deadLetters.put(letters)
  } catch (fault) {
    telemetry.fault('deadLetters', fault)
    return new Set()
  }
  for (const { topic, why } of letters) telemetry.dead(topic, why.code)
  return messages
}

/** 1 to 10 seconds, later with every attempt, and not all at the same moment. */
function secondsFor(attempt: number): number {
  return Math.min(10, Math.max(1, Math.round(2 ** (attempt - 1) * (0.5 + Math.random()))))
}
