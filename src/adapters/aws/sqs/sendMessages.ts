import { type MessageAttributeValue, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { utf8Length } from '../../../domain/wire/utf8.js'
import { type BackoffOptions, defaultBackoff } from '../dynamodb/backoff.js'
import { type Failure, type Parcel, sendParcels } from '../sendParcels.js'

export interface SqsSending {
  readonly client: SQSClient
  readonly queueUrl: string
  /** Bytes of a message, and of all of a batch; SQS takes 1 MiB, emulators often 256 KiB. */
  readonly maxBatchBytes?: number
  readonly backoff?: BackoffOptions
}

/** One message as it is sent: JSON, its attributes too. */
export interface Outgoing {
  readonly body: string
  readonly attributes?: Readonly<Record<string, string>>
}

/** "SendMessageBatch": messages of one call. */
const maxMessages = 10
const defaultBytes = 1_048_576

/** Bytes of a message as SQS counts them: its body, and names, types and values of its attributes. */
function sizeOf({ attributes = {}, body }: Outgoing): number {
  return Object.entries(attributes).reduce(
    (bytes, [name, value]) => bytes + utf8Length(name) + 'String'.length + utf8Length(value),
    utf8Length(body),
  )
}

/** Sends in batches; those that fail are sent again, alone. Answers why, by place, for what was not taken in time. */
export async function sendMessages(
  messages: readonly Outgoing[],
  { backoff = defaultBackoff, client, maxBatchBytes = defaultBytes, queueUrl }: SqsSending,
): Promise<ReadonlyMap<number, { readonly tooLarge: true } | { readonly why: unknown }>> {
  const lost = new Map<number, { readonly tooLarge: true } | { readonly why: unknown }>()
  const parcels: Parcel<{ readonly at: number; readonly message: Outgoing }>[] = []
  for (const [at, message] of messages.entries()) {
    const bytes = sizeOf(message)
    if (bytes > maxBatchBytes) lost.set(at, { tooLarge: true })
    else parcels.push({ content: { at, message }, bytes })
  }
  const failed = await sendParcels(parcels, {
    maxCount: maxMessages,
    maxBytes: maxBatchBytes,
    backoff,
    send: (contents) =>
      sendBatch(
        client,
        queueUrl,
        contents.map(({ message }) => message),
      ),
  })
  for (const [{ content }, why] of failed) lost.set(content.at, { why })
  return lost
}

async function sendBatch(
  client: SQSClient,
  QueueUrl: string,
  messages: readonly Outgoing[],
): Promise<readonly (Failure | undefined)[]> {
  const Entries = messages.map(({ attributes, body }, i) => ({
    Id: String(i),
    MessageBody: escaped(body),
    ...(attributes === undefined ? {} : { MessageAttributes: attributesOf(attributes) }),
  }))
  const { Failed = [], Successful = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
  const taken = new Set(Successful.map(({ Id }) => Id))
  const failures = new Map(Failed.map((failure) => [failure.Id, failure]))
  return Entries.map(({ Id }) => {
    if (taken.has(Id)) return undefined
    const failure = failures.get(Id)
    return { again: failure?.SenderFault !== true, why: failure?.Code ?? 'no answer' }
  })
}

function attributesOf(attributes: Readonly<Record<string, string>>): Record<string, MessageAttributeValue> {
  const entries = Object.entries(attributes)
  return Object.fromEntries(entries.map(([name, value]) => [name, { DataType: 'String', StringValue: escaped(value) }]))
}

/** "SendMessage": two characters that JSON knows are refused as they are. */
function escaped(json: string): string {
  return json.replaceAll('\ufffe', '\\ufffe').replaceAll('\uffff', '\\uffff')
}
