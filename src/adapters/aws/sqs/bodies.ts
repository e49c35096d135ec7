import type { Delta } from '../../../domain/document/hit.js'
import type { RawEvent } from '../../../domain/event/rawEvent.js'
import type { Topic, Topics, Welcome } from '../../../ports/eventBus.js'
import { packDeltas } from '../deltaPacks.js'
import { detailTypes, source } from '../eventbridge/patterns.js'

/** One message, and the places of what it carries. */
export interface Body {
  readonly text: string
  readonly items: readonly number[]
}

/** Bodies as EventBridge would have delivered them: whoever reads the queue need not know which way they came. */
export function bodiesOf<T extends Topic>(topic: T, items: readonly Topics[T][]): readonly Body[] {
  if (topic === 'deltas') {
    return packDeltas(items as readonly Delta[]).map(({ detail, items: at }) => ({
      text: `{"source":"${source}","detail-type":"${detailTypes.deltas}","detail":${detail}}`,
      items: at,
    }))
  }
  if (topic === 'welcomes') return items.map((item, at) => ({ text: welcomeBody(item as Welcome), items: [at] }))
  return items.map((item, at) => ({ text: eventBody(item as RawEvent), items: [at] }))
}

function welcomeBody(welcome: Welcome): string {
  return JSON.stringify({ source, 'detail-type': detailTypes.welcomes, detail: { welcomes: [welcome] } })
}

function eventBody(event: RawEvent): string {
  const { detail, detailType, id, source: from, time } = event
  return JSON.stringify({ id, 'detail-type': detailType, source: from, time, detail })
}
