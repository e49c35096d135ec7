import type { Hit } from '../../../src/domain/document/hit.js'
import { type Json, own } from '../../../src/domain/json.js'
import { type Level, levelOf } from '../state/levels.js'

/** What a row shows of a document. */
export interface Cells {
  /** Of today `09:47:12` and `.640`; of another day its date goes before, without the fraction. */
  readonly time: string
  readonly fraction: string
  readonly level: string
  readonly levelClass: Level
  readonly service: string
  readonly eventType: string
  readonly status: string
  readonly failed: boolean
  readonly latency: string
  /** 0 to 100: how much of its bar is filled, by the logarithm; a full one is about 2 s. */
  readonly latencyShare: number
  readonly slow: boolean
  readonly message: string
  readonly version: number
}

const slowMs = 500

export function cellsOf(hit: Hit, today: string): Cells {
  const at = hit['@timestamp']
  const isToday = at.startsWith(today)
  const status = own(hit, 'status')
  const latency = own(hit, 'latencyMs')
  const ms = typeof latency === 'number' ? latency : undefined
  return {
    time: isToday ? at.slice(11, 19) : `${at.slice(5, 10)} ${at.slice(11, 19)}`,
    fraction: isToday ? at.slice(19, 23) : '',
    level: text(own(hit, 'level')),
    levelClass: levelOf(own(hit, 'level')),
    service: text(own(hit, 'service')),
    eventType: text(own(hit, 'eventType')),
    status: text(status),
    failed: typeof status === 'number' && status >= 500,
    latency: ms === undefined ? text(latency) : grouped(ms),
    latencyShare: ms === undefined || ms <= 1 ? 0 : Math.min(100, 30 * Math.log10(ms)),
    slow: ms !== undefined && ms > slowMs,
    message: text(own(hit, 'message'), ''),
    version: hit.version,
  }
}

/** One line of a value; several are told with commas. */
export function text(value: Json | undefined, none = '–'): string {
  if (value === undefined || value === null) return none
  if (typeof value === 'string') return value.length > 500 ? `${value.slice(0, 500)}…` : value
  if (Array.isArray(value))
    return value.length === 0
      ? none
      : value
          .slice(0, 20)
          .map((one) => text(one))
          .join(', ')
  return typeof value === 'object' ? JSON.stringify(value).slice(0, 500) : String(value)
}

const numbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

export function grouped(n: number): string {
  return numbers.format(n)
}
