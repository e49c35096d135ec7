import { normalize } from '../domain/event/normalize.js'
import type { RawEvent } from '../domain/event/rawEvent.js'
import type { Schema } from '../domain/fields.js'
import { isObject, own } from '../domain/json.js'
import type { Clock } from '../ports/clock.js'
import type { EventBus, Published } from '../ports/eventBus.js'
import type { Drafts } from './drafts.js'
import type { Settings } from './settings.js'

export interface AcceptParts {
  readonly schema: Schema
  readonly settings: Settings
  readonly bus: EventBus
  readonly clock: Clock
  /** A fresh id for an envelope. */
  readonly newId: () => string
  readonly drafts: Drafts
}

export interface Line {
  /** Counted from 1: the place that a refusal names. */
  readonly line: number
  readonly detail: unknown
}

export interface RefusedLine {
  readonly line: number
  readonly code: string
  readonly message: string
}

export interface Accepted {
  readonly accepted: number
  readonly refused: readonly RefusedLine[]
  /** True where the bus had no room for some of them: the same request may be sent again, ids decide what is new. */
  readonly retryLater: boolean
}

/** What producers hand in, given to the bus. What is answered as accepted is the bus's to keep. */
export class Accept {
  readonly #parts: AcceptParts

  constructor(parts: AcceptParts) {
    this.#parts = parts
  }

  /** Entries of the EventBridge API: looked at later, so that a bad detail ends among the dead letters, as there. */
  async entries(events: readonly RawEvent[]): Promise<readonly Published[]> {
    return this.#parts.bus.publish('events', events)
  }

  /** Bare details: looked at now, and refused to the sender's face. */
  async details(lines: readonly Line[]): Promise<Accepted> {
    const { bus, clock, drafts, newId, schema, settings } = this.#parts
    const now = clock.now()
    const time = new Date(now).toISOString()
    const refused: RefusedLine[] = []
    const events: RawEvent[] = []
    const places: number[] = []
    for (const { line, detail } of lines) {
      const missing = isObject(detail)
        ? requiredFields.find((field) => (own(detail, field) ?? null) === null)
        : undefined
      if (missing !== undefined) {
        refused.push({ line, code: 'missing_field', message: `${missing} is required` })
        continue
      }
      const event = { id: newId(), source: '', detailType: '', time, detail }
      const draft = normalize(event, schema, { now, retentionMs: settings.retentionMs })
      if (draft.ok) {
        drafts.keep(event, draft.value)
        events.push(event)
        places.push(line)
      } else refused.push({ line, code: draft.refusal.code, message: withPath(draft.refusal) })
    }
    const published = events.length === 0 ? [] : await bus.publish('events', events)
    let accepted = 0
    let retryLater = false
    for (const [i, answer] of published.entries()) {
      if (answer === 'ok') accepted++
      else if ('refused' in answer) {
        refused.push({ line: places[i] as number, code: answer.refused.code, message: answer.refused.message })
      } else {
        retryLater = true
        refused.push({ line: places[i] as number, code: 'unavailable', message: 'nothing more can be taken now' })
      }
    }
    return { accepted, refused: refused.sort((a, b) => a.line - b.line), retryLater }
  }
}

const requiredFields = ['service', 'eventType'] as const

/** A line has no envelope: its fields are named without `Detail.`. */
function withPath(refusal: { readonly message: string; readonly path?: string }): string {
  const field = refusal.path?.replace(/^Detail\.?/, '')
  return field && !refusal.message.includes(field) ? `${field}: ${refusal.message}` : refusal.message
}
