import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type { SQSEvent } from 'aws-lambda'
import type { Outcome } from '../lambda/instance.js'

export interface MappingOptions {
  readonly client: SQSClient
  readonly queueUrl: string
  readonly invoke: (event: SQSEvent) => Promise<Outcome>
  /** At least 2, as there: how many batches are handled at a time. */
  readonly maximumConcurrency?: number
  readonly batchSize?: number
  /** What fails comes again at once, for tests that would wait for each visibility time-out. */
  readonly isImpatient?: boolean
}

export interface Mapping {
  /** Batches that were handed over, messages in them, messages that were deleted, and calls that failed as a whole. */
  readonly counters: { batches: number; messages: number; deleted: number; failedCalls: number }
  /** Takes nothing more; resolves when what is under way is over. */
  stop(): Promise<void>
}

/**
 * Polls a queue as Lambda's event source mapping does, with window 0 and `ReportBatchItemFailures`: waits long for
 * messages, hands over what there is up to ten, deletes what was not reported as failed, and leaves the rest to the queue:
 * its visibility time-out, and its redrive policy after so many receives. A call that fails leaves all of its batch, and
 * so does an answer that it can't read or that names a message which was not in the batch.
 */
export function startEventSourceMapping(options: MappingOptions): Mapping {
  const { batchSize = 10, client, invoke, maximumConcurrency = 2, queueUrl } = options
  const stopping = new AbortController()
  const counters = { batches: 0, messages: 0, deleted: 0, failedCalls: 0 }

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      const messages = await receive()
      if (messages.length === 0) continue
      counters.batches++
      counters.messages += messages.length
      const outcome = await invoke({ Records: messages.map((message) => recordOf(message, queueUrl)) })
      const failed = 'errorType' in outcome ? undefined : failedOf(outcome.value, messages)
      if (failed === undefined) counters.failedCalls++
      const isLeft = (message: Message) => failed === undefined || failed.has(message.MessageId ?? '')
      await remove(messages.filter((message) => !isLeft(message)))
      if (options.isImpatient) await giveBack(messages.filter(isLeft))
    }
  }

  async function receive(): Promise<readonly Message[]> {
    try {
      const answer = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: Math.min(10, batchSize),
          WaitTimeSeconds: 20,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
        { abortSignal: stopping.signal },
      )
      return answer.Messages ?? []
    } catch (fault) {
      if (stopping.signal.aborted) return []
      // The queue does not answer: the mapping goes on asking.
      await new Promise((resolve) => setTimeout(resolve, 100))
      if (!(fault instanceof Error)) throw fault
      return []
    }
  }

  async function remove(messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return
    counters.deleted += messages.length
    const Entries = messages.map((message, i) => ({ Id: String(i), ReceiptHandle: message.ReceiptHandle }))
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
  }

  async function giveBack(messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return
    const Entries = messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle, VisibilityTimeout: 0 }))
    await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }))
  }

  const polls = Promise.all(Array.from({ length: maximumConcurrency }, () => poll()))
  return {
    counters,
    async stop() {
      stopping.abort()
      await polls
    },
  }
}

/** Undefined: the whole batch failed. */
function failedOf(answer: unknown, messages: readonly Message[]): ReadonlySet<string> | undefined {
  if (answer === null || answer === undefined) return new Set()
  const failures = (answer as { readonly batchItemFailures?: unknown }).batchItemFailures ?? []
  if (!Array.isArray(failures)) return undefined
  const known = new Set(messages.map((message) => message.MessageId))
  const failed = new Set<string>()
  for (const failure of failures) {
    const id: unknown = (failure as { readonly itemIdentifier?: unknown } | null)?.itemIdentifier
    if (typeof id !== 'string' || !known.has(id)) return undefined
    failed.add(id)
  }
  return failed
}

function recordOf(message: Message, queueUrl: string): SQSEvent['Records'][number] {
  const { ApproximateReceiveCount = '1', SentTimestamp = '0', SenderId = '' } = message.Attributes ?? {}
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: {
      ApproximateReceiveCount,
      SentTimestamp,
      SenderId,
      ApproximateFirstReceiveTimestamp: message.Attributes?.ApproximateFirstReceiveTimestamp ?? '0',
    },
    messageAttributes: {},
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:eu-central-1:123456789012:${queueUrl.split('/').at(-1)}`,
    awsRegion: 'eu-central-1',
  }
}
