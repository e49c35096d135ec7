import { createHash, randomBytes } from 'node:crypto'

export interface OtlpTracesOptions {
  /** Of a collector: "OTLP/HTTP", JSON, at `<endpoint>/v1/traces`. */
  readonly endpoint: string
  /** Of traces that are told, 0 to 1; the same ones on every node. */
  readonly ratio?: number
  readonly onFault: (error: unknown) => void
}

/** One step on the way of one version of one document. Times in epoch milliseconds. */
interface Step {
  readonly name: string
  readonly key: string
  readonly version: number
  readonly startMs: number
  readonly endMs: number
  readonly failed?: boolean
}

/** Spans that wait at most, and how long: a collector that is away costs no memory. */
const most = 2048
const everyMs = 1000
const patienceMs = 5000

/**
 * Tells a collector of OpenTelemetry how documents went. The id of a trace is made of a document's key and version, so
 * that all steps of it, on whichever node, are one trace, and nothing has to travel with a delta.
 */
export class OtlpTraces {
  /** Spans that were let go, since too many waited or the collector did not take them. */
  dropped = 0
  readonly #options: Required<OtlpTracesOptions>
  #waiting: object[] = []
  #sending: Promise<void> = Promise.resolve()
  readonly #timer: NodeJS.Timeout

  constructor(options: OtlpTracesOptions) {
    this.#options = { ratio: 1, ...options }
    this.#timer = setInterval(() => void this.flush(), everyMs).unref()
  }

  step({ endMs, failed = false, key, name, startMs, version }: Step): void {
    const hash = createHash('sha256').update(`${version} ${key}`).digest()
    if (hash.readUInt32BE(16) >= this.#options.ratio * 2 ** 32) return
    if (this.#waiting.length >= most) {
      this.dropped++
      return
    }
    this.#waiting.push({
      traceId: hash.toString('hex', 0, 16),
      spanId: randomBytes(8).toString('hex'),
      name,
      // SPAN_KIND_INTERNAL; STATUS_CODE_ERROR
      kind: 1,
      startTimeUnixNano: nanoseconds(startMs),
      endTimeUnixNano: nanoseconds(Math.max(startMs, endMs)),
      attributes: [{ key: 'deltaboard.version', value: { intValue: String(version) } }],
      status: failed ? { code: 2 } : {},
    })
  }

  /** Resolves once all that waited is sent or let go. */
  flush(): Promise<void> {
    const spans = this.#waiting
    if (spans.length > 0) {
      this.#waiting = []
      this.#sending = this.#sending.then(() => this.#send(spans))
    }
    return this.#sending
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.flush()
  }

  async #send(spans: readonly object[]): Promise<void> {
    const service = { key: 'service.name', value: { stringValue: 'deltaboard' } }
    const scopeSpans = [{ scope: { name: 'deltaboard' }, spans }]
    try {
      const answer = await fetch(`${this.#options.endpoint.replace(/\/$/, '')}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ resourceSpans: [{ resource: { attributes: [service] }, scopeSpans }] }),
        signal: AbortSignal.timeout(patienceMs),
      })
      await answer.arrayBuffer()
      if (!answer.ok) throw new Error(`the collector of traces answered ${answer.status}`)
    } catch (error) {
      this.dropped += spans.length
      this.#options.onFault(error)
    }
  }
}

function nanoseconds(ms: number): string {
  return `${Math.round(ms)}000000`
}
