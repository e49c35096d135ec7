/** An event in its EventBridge envelope, before anything in it was looked at. */
export interface RawEvent {
  /** The envelope's id: stable over the bus's own retries. */
  readonly id: string
  readonly source: string
  readonly detailType: string
  /** ISO-8601 with a zone. */
  readonly time: string
  readonly detail: unknown
}
