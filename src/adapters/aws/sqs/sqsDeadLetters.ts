import { type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { DeadLetter, DeadLetters } from '../../../ports/deadLetters.js'
import type { Topic } from '../../../ports/eventBus.js'
import { lettersOf, messageOf } from './letterMessage.js'
import { LetterPage } from './letterPage.js'
import { type Outgoing, sendMessages } from './sendMessages.js'
import { SqsQueue } from './sqsQueue.js'

export interface SqsDeadLettersOptions {
  readonly client: SQSClient
  /** URLs of the dead-letter queues; topics that share a queue name the same one. */
  readonly queues: Readonly<Partial<Record<Topic, string>>>
  /** Bytes of one batch; emulators often take 256 KiB only. */
  readonly maxBatchBytes?: number
  /** How long a receive waits until it says that there are no more; a queue of many servers needs one second. */
  readonly waitSeconds?: number
}

/** Most messages that one look at a queue receives. */
const mostMessages = 10_000
/** Longer than a look at so many takes. */
const lookSeconds = 120

/**
 * Dead letters in SQS, beside those that SQS and EventBridge put there themselves. A queue can't be read but by receiving
 * it: while somebody looks at it, nobody else sees what is there; afterwards all of it is there again.
 */
export class SqsDeadLetters implements DeadLetters {
  /** What SQS can't promise: by time only; letters that come between two pages may be passed over; the queue forgets. */
  readonly weaker = { order: 'by time', paging: 'may pass over', keptDays: 14, listed: mostMessages } as const
  readonly #options: SqsDeadLettersOptions

  constructor(options: SqsDeadLettersOptions) {
    this.#options = options
  }

  async put(letters: readonly DeadLetter[]): Promise<void> {
    const byQueue = new Map<string, Outgoing[]>()
    const faults: unknown[] = []
    for (const letter of letters) {
      try {
        const queueUrl = this.#queueOf(letter.topic)
        byQueue.set(queueUrl, [...(byQueue.get(queueUrl) ?? []), messageOf(letter)])
      } catch (fault) {
        faults.push(fault)
      }
    }
    const { client, maxBatchBytes } = this.#options
    for (const [queueUrl, messages] of byQueue) {
      const bound = maxBatchBytes === undefined ? {} : { maxBatchBytes }
      const lost = await sendMessages(messages, { client, queueUrl, ...bound })
      for (const why of lost.values()) faults.push(why)
    }
    if (faults.length > 0) throw new Error(`${faults.length} dead letters were not kept`, { cause: faults[0] })
  }

  async list({
    after = '',
    limit,
  }: {
    readonly after?: string
    readonly limit: number
  }): ReturnType<DeadLetters['list']> {
    const page = new LetterPage(after, limit)
    for (const [queueUrl, topic] of this.#queues()) {
      await this.#look(queueUrl, async (message) => {
        for (const letter of lettersOf(message, topic)) page.add(letter)
        return 'stays'
      })
    }
    return { ...page.finish(), lost: 0 }
  }

  async remove(ids: readonly string[]): Promise<number> {
    const wanted = new Set(ids)
    const found = new Set<string>()
    for (const [queueUrl, topic] of this.#queues()) {
      await this.#look(queueUrl, async (message) => {
        const letters = lettersOf(message, topic)
        const rest = letters.filter(({ id }) => !wanted.has(id))
        if (rest.length === letters.length) return 'stays'
        // A message of several letters goes with the first of them; the others are put each for itself before.
        await this.put(rest)
        for (const { id } of letters) if (wanted.has(id)) found.add(id)
        return 'goes'
      })
    }
    return found.size
  }

  /** Receives all that is there, once each; what stays is there for others again when this resolves or throws. */
  async #look(queueUrl: string, judge: (message: Message) => Promise<'stays' | 'goes'>): Promise<void> {
    const queue = new SqsQueue({ client: this.#options.client, queueUrl })
    const seen = new Map<string, string>()
    try {
      while (seen.size < mostMessages) {
        const messages = await this.#receive(queueUrl)
        if (messages.length === 0) return
        const gone: string[] = []
        for (const message of messages) {
          const { MessageId = '', ReceiptHandle = '' } = message
          const isNew = !seen.has(MessageId)
          seen.set(MessageId, ReceiptHandle)
          if (isNew && (await judge(message)) === 'goes') gone.push(MessageId)
        }
        await queue.remove(gone.map((id) => seen.get(id) ?? ''))
        for (const id of gone) seen.delete(id)
      }
    } finally {
      // Where that fails they are back when the time of this look is over.
      await queue
        .setBack([...seen.values()].map((receiptHandle) => ({ receiptHandle, seconds: 0 })))
        .catch(() => undefined)
    }
  }

  async #receive(queueUrl: string): Promise<readonly Message[]> {
    const { Messages = [] } = await this.#options.client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: lookSeconds,
        WaitTimeSeconds: this.#options.waitSeconds ?? 1,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    )
    return Messages
  }

  /** Each queue once, with the topic of what was put there raw. */
  #queues(): ReadonlyMap<string, Topic> {
    const queues = new Map<string, Topic>()
    for (const topic of ['events', 'deltas', 'welcomes'] as const) {
      const url = this.#options.queues[topic]
      if (url !== undefined && !queues.has(url)) queues.set(url, topic)
    }
    return queues
  }

  #queueOf(topic: Topic): string {
    const url = this.#options.queues[topic]
    if (url === undefined) throw new Error(`no queue for dead ${topic} is configured`)
    return url
  }
}
