import { deltaBytes, deltaText } from '../../domain/document/deltaText.js'
import type { Delta } from '../../domain/document/hit.js'
import { utf8Length } from '../../domain/wire/utf8.js'

/** Several deltas as one detail. */
export interface DeltaPack {
  /** `{"deltas":[…]}` */
  readonly detail: string
  /** Places of its deltas in what was given. */
  readonly items: readonly number[]
}

/** Bytes that a pack is filled up to: EventBridge and SQS bill by 64 KB, and three times that is below 200 KB. */
const fillBytes = 3 * 65_536
/** What stands around the deltas, at most: source, type and braces. */
const envelopeBytes = 96

/** As few packs as their bytes allow, in order. */
export function packDeltas(deltas: readonly Delta[]): readonly DeltaPack[] {
  const packs: DeltaPack[] = []
  let texts: string[] = []
  let items: number[] = []
  let bytes = envelopeBytes
  const close = () => {
    if (items.length > 0) packs.push({ detail: `{"deltas":[${texts.join(',')}]}`, items })
    texts = []
    items = []
    bytes = envelopeBytes
  }
  for (const [at, delta] of deltas.entries()) {
    const text = deltaText(delta, deltaBytes - envelopeBytes)
    const length = utf8Length(text) + 1
    if (bytes + length > fillBytes) close()
    texts.push(text)
    items.push(at)
    bytes += length
  }
  close()
  return packs
}
