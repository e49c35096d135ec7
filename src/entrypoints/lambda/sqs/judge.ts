import type { Delta } from '../../../domain/document/hit.js'
import type { Json } from '../../../domain/json.js'
import type { Delivery, Verdict } from '../../../ports/consumer.js'
import type { Topic, Welcome } from '../../../ports/eventBus.js'
import type { Telemetry } from '../../../ports/telemetry.js'
import type { Broadcasting } from '../../wiring/lambdaBroadcast.js'
import { handled } from './handled.js'
import type { QueueMessage } from './queueMessage.js'
import type { Judged } from './settle.js'

interface JudgeParts extends Pick<Broadcasting, 'broadcast' | 'readDeltas' | 'welcomes'> {
  readonly telemetry: Pick<Telemetry, 'fault'>
}

/** Handles all deltas and welcomes that messages carry, in one flush, and answers what came of each. */
export async function judge(
  { broadcast, readDeltas, telemetry, welcomes }: JudgeParts,
  messages: readonly QueueMessage[],
): Promise<readonly Judged[]> {
  const deltas: Delivery<Delta>[] = []
  const greetings: Delivery<Welcome>[] = []
  const read = messages.map((message) => {
    const carried = readDeltas(message.body)
    if (!carried.ok) return { message, refusal: carried.refusal }
    const places = carried.value.map((one): { readonly topic: Topic; readonly at: number; readonly item: Json } => {
      const delivery = { attempt: message.attempt, first: false }
      // Both came as JSON.
      const item = one.item as unknown as Json
      if (one.topic === 'deltas')
        return { topic: one.topic, at: deltas.push({ item: one.item, ...delivery }) - 1, item }
      return { topic: one.topic, at: greetings.push({ item: one.item, ...delivery }) - 1, item }
    })
    return { message, places }
  })
  // Who came by a URL hears `subscribed` before the first hits.
  const greeted = await handled('welcomes', welcomes.handle, greetings, telemetry)
  const told = await handled('broadcast', broadcast.handle, deltas, telemetry)
  const verdictOn = (topic: Topic, at: number): Verdict =>
    (topic === 'deltas' ? told : greeted)[at] ?? { retry: 'no verdict' }
  return read.map(({ message, places, refusal }): Judged => {
    if (refusal !== undefined) {
      return { message, items: [{ topic: 'deltas', item: message.body, verdict: { dead: refusal } }] }
    }
    return { message, items: places.map(({ at, item, topic }) => ({ topic, item, verdict: verdictOn(topic, at) })) }
  })
}
