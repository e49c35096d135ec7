import type { Message } from '@aws-sdk/client-sqs'
import { isObject, type Json, own } from '../../../domain/json.js'
import type { Refusal } from '../../../domain/refusal.js'
import type { DeadLetter } from '../../../ports/deadLetters.js'
import type { Topic, Topics } from '../../../ports/eventBus.js'
import { bodiesOf } from './bodies.js'
import { readDeltaRecord, readEventRecord } from './records.js'
import type { Outgoing } from './sendMessages.js'

/** Words of a reason may quote what was sent. */
const longestReason = 2_000

/** A letter as a message: the original as its body, so that AWS's own redrive works on it too, the reason as attributes. */
export function messageOf({ at, id, item, topic, why }: DeadLetter): Outgoing {
  const original = originalOf(topic, item)
  const told = { id, topic, why: { ...why, message: why.message.slice(0, longestReason) }, at }
  const letter = JSON.stringify(original === undefined ? { ...told, bare: true } : told)
  return { body: original ?? JSON.stringify(item), attributes: { letter, code: JSON.stringify(why.code) } }
}

/** The body that had it, or undefined where no body of its topic says it. */
function originalOf(topic: Topic, item: Json): string | undefined {
  // What could not be read: it is the body.
  if (typeof item === 'string') return item
  if (!isObject(item)) return undefined
  const [body] = bodiesOf(topic, [item as unknown as Topics[Topic]])
  const [read] = body === undefined ? [] : itemsOf(topic, body.text)
  return body !== undefined && JSON.stringify(read?.item) === JSON.stringify(item) ? body.text : undefined
}

/** The letters of one message, as it was put there by `messageOf`, or by SQS or EventBridge after their last attempt. */
export function lettersOf(message: Message, queued: Topic): readonly DeadLetter[] {
  const { Attributes, Body = '', MessageAttributes, MessageId = '' } = message
  const told = parse(MessageAttributes?.['letter']?.StringValue)
  if (isObject(told)) return [tellingOf(told, Body, MessageId)]
  const at = new Date(Number(Attributes?.SentTimestamp ?? 0)).toISOString()
  const why = reasonOf(MessageAttributes)
  const items = itemsOf(queued, Body)
  if (items.length === 0) return [{ id: MessageId, topic: queued, item: Body, why, at }]
  return items.map(({ item, topic }, i) => {
    return { id: items.length === 1 ? MessageId : `${MessageId}.${i}`, topic, item, why, at }
  })
}

function tellingOf(told: { readonly [key: string]: Json }, body: string, messageId: string): DeadLetter {
  const topic = own(told, 'topic') as Topic
  const item = own(told, 'bare') === true ? parse(body) : itemsOf(topic, body)[0]?.item
  return {
    id: String(own(told, 'id') ?? messageId),
    topic,
    item: item ?? body,
    why: own(told, 'why') as unknown as Refusal,
    at: String(own(told, 'at')),
  }
}

function reasonOf(attributes: Message['MessageAttributes']): Refusal {
  // "Using dead-letter queues to process undelivered events": what EventBridge says of a target that it could not reach.
  const code = attributes?.['ERROR_CODE']?.StringValue
  if (code === undefined) return { code: 'attempts_used', message: 'every attempt at it failed' }
  return { code: 'undeliverable', message: `${code}: ${attributes?.['ERROR_MESSAGE']?.StringValue ?? ''}` }
}

function itemsOf(queued: Topic, body: string): readonly { readonly topic: Topic; readonly item: Json }[] {
  if (queued === 'events') {
    const read = readEventRecord(body)
    return read.ok ? [{ topic: 'events', item: { ...read.value } as Json }] : []
  }
  const read = readDeltaRecord(body)
  return read.ok ? read.value.map(({ item, topic }) => ({ topic, item: item as unknown as Json })) : []
}

function parse(text: string | undefined): Json | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Json)
  } catch {
    return undefined
  }
}
