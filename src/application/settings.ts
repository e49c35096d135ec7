/** Durations and bounds that the use cases share. */
export interface Settings {
  /** Documents older than this are refused, and a cursor older than this is `lost`. */
  readonly retentionMs: number
  /** A delta older than this ends among the dead letters; a duplicate older than this is not told again. */
  readonly maxDeltaAgeMs: number
  /** More than any two clocks of the system differ; 0 in one process. */
  readonly maxSkewMs: number
  /**
   * How long a connection's rows live: without a sign of life (`now`), or from its first moment (`connect`), where the
   * gateway itself ends connections and a sign of life would be paid for.
   */
  readonly lease: { readonly from: 'now' | 'connect'; readonly ms: number }
  /** How the channels of a URL are answered: at once, or by way of the bus, where nothing can be posted while connecting. */
  readonly welcome: 'posted' | 'queued'
  /** Hits a second of one live query above which `sample` and `latest` leave some out. */
  readonly sampleAbove: number
  readonly defaultPolicy: 'batch' | 'sample' | 'latest'
}

export const defaultSettings: Settings = {
  retentionMs: 14 * 86_400_000,
  maxDeltaAgeMs: 300_000,
  maxSkewMs: 0,
  // Longer than two re-subscriptions, which come every ten minutes.
  lease: { from: 'now', ms: 25 * 60_000 },
  welcome: 'posted',
  sampleAbove: 1000,
  defaultPolicy: 'batch',
}
