/** One message of a queue, as Lambda hands it over or as it was received. */
export interface QueueMessage {
  readonly messageId: string
  readonly receiptHandle: string
  readonly body: string
  /** How often it was received, from 1; approximate. */
  readonly attempt: number
}
