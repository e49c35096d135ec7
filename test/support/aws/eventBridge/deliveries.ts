import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'

/** A message of SQS, and a batch of them; a batch of ours stays well below. */
const bounds = { count: 10, bytes: 1_048_576 } as const

/**
 * Brings events to queues after PutEvents was answered, at least once and again until the queue takes them, as rules do:
 * those of a queue in the order they came, up to ten at a time.
 */
export class Deliveries {
  readonly #sqs: SQSClient
  readonly #waiting = new Map<string, string[]>()
  readonly #busy = new Map<string, Promise<void>>()
  #stopped = false

  constructor(sqs: SQSClient) {
    this.#sqs = sqs
  }

  add(queueUrl: string, body: string): void {
    const waiting = this.#waiting.get(queueUrl)
    if (waiting === undefined) this.#waiting.set(queueUrl, [body])
    else waiting.push(body)
    if (this.#busy.has(queueUrl)) return
    const drained = this.#drain(queueUrl).finally(() => this.#busy.delete(queueUrl))
    this.#busy.set(queueUrl, drained)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await Promise.all(this.#busy.values())
  }

  async #drain(queueUrl: string): Promise<void> {
    // Entries of one call travel together.
    await new Promise((resolve) => setImmediate(resolve))
    const waiting = this.#waiting.get(queueUrl) ?? []
    while (waiting.length > 0 && !this.#stopped) {
      const batch = this.#next(waiting)
      const Entries = batch.map((MessageBody, i) => ({ Id: String(i), MessageBody }))
      const answer = await this.#sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries })).catch(() => {})
      const taken = new Set(answer?.Successful?.map(({ Id }) => Id))
      const left = batch.filter((_, i) => !taken.has(String(i)))
      if (left.length === 0) continue
      waiting.unshift(...left)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  /** Takes from `waiting` what one call may hold. */
  #next(waiting: string[]): readonly string[] {
    let [count, bytes] = [0, 0]
    for (const body of waiting) {
      bytes += Buffer.byteLength(body)
      if (count === bounds.count || (count > 0 && bytes > bounds.bytes)) break
      count++
    }
    return waiting.splice(0, count)
  }
}
