import pc from 'picocolors'
import type { Hit } from '../../../domain/document/hit.js'
import { type Json, own } from '../../../domain/json.js'
import { plain } from './plain.js'

type Paint = (text: string) => string

/** A hit as one line: time, level, service, event type, status, latency, message; what it lacks is a dash. */
export function hitLine(hit: Hit, coloured: boolean): string {
  const paint = pc.createColors(coloured)
  const level = word(own(hit, 'level'))
  const byLevel = new Map<string, Paint>([
    ['error', paint.red],
    ['warn', paint.yellow],
    ['debug', paint.dim],
  ]).get(level)
  const status = own(hit, 'status')
  const statusPaint: Paint = typeof status === 'number' && status >= 500 ? paint.red : (text) => text
  const latency = own(hit, 'latencyMs')
  return [
    paint.dim(plain(hit['@timestamp'].slice(11, 23))),
    (byLevel ?? paint.cyan)(level.padEnd(5)),
    paint.bold(word(own(hit, 'service')).padEnd(9)),
    word(own(hit, 'eventType')).padEnd(18),
    statusPaint(word(status).padStart(3)),
    (latency === undefined ? '–' : `${word(latency)} ms`).padStart(8),
    ...(hit.version > 1 ? [paint.magenta(`v${hit.version}`)] : []),
    plain(String(own(hit, 'message') ?? hit.eventId)),
  ].join('  ')
}

function word(value: Json | undefined): string {
  if (value === undefined || value === null) return '–'
  return plain(typeof value === 'string' ? value : JSON.stringify(value))
}
