import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'

/** One message as it was received. */
export interface Received {
  readonly messageId: string
  readonly receiptHandle: string
  readonly body: string
  /** How often it was received, from 1; approximate. */
  readonly attempt: number
}

/** Entries of one batch call. */
const atATime = 10

/** What is done with messages of a queue that is read by somebody else's poller besides. */
export class SqsQueue {
  readonly #client: SQSClient
  readonly #queueUrl: string

  constructor({ client, queueUrl }: { readonly client: SQSClient; readonly queueUrl: string }) {
    this.#client = client
    this.#queueUrl = queueUrl
  }

  /** What is there now, up to `max` (at most ten); it comes again unless it is removed in time. */
  async receive(max: number): Promise<readonly Received[]> {
    const { Messages = [] } = await this.#client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#queueUrl,
        MaxNumberOfMessages: Math.min(atATime, max),
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      }),
    )
    return Messages.map(({ Attributes, Body = '', MessageId = '', ReceiptHandle = '' }) => ({
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      attempt: Number(Attributes?.ApproximateReceiveCount ?? 1),
    }))
  }

  /** Makes messages come again after so many seconds, each its own. Throws where that failed: they come later then. */
  async setBack(messages: readonly { readonly receiptHandle: string; readonly seconds: number }[]): Promise<void> {
    await this.#inBatches(messages, async (batch) => {
      const Entries = batch.map(({ receiptHandle, seconds }, i) => ({
        Id: String(i),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      }))
      const { Failed } = await this.#client.send(
        new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.#queueUrl, Entries }),
      )
      return Failed
    })
  }

  /** Throws where some could not be removed: they come again then. */
  async remove(receiptHandles: readonly string[]): Promise<void> {
    await this.#inBatches(receiptHandles, async (batch) => {
      const Entries = batch.map((ReceiptHandle, i) => ({ Id: String(i), ReceiptHandle }))
      const { Failed } = await this.#client.send(new DeleteMessageBatchCommand({ QueueUrl: this.#queueUrl, Entries }))
      return Failed
    })
  }

  /** All batches are tried, whatever became of one. */
  async #inBatches<T>(
    items: readonly T[],
    send: (batch: readonly T[]) => Promise<readonly { readonly Code: string | undefined }[] | undefined>,
  ): Promise<void> {
    const batches = Array.from({ length: Math.ceil(items.length / atATime) }, (_, i) =>
      items.slice(i * atATime, (i + 1) * atATime),
    )
    const outcomes = await Promise.allSettled(batches.map(send))
    const broken = outcomes.find((outcome) => outcome.status === 'rejected')
    if (broken !== undefined) throw broken.reason
    const failed = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? (outcome.value ?? []) : []))
    if (failed.length > 0) throw new Error(`${failed.length} messages of a batch failed: ${failed[0]?.Code}`)
  }
}
