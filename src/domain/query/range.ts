import type { FieldType } from '../fields.js'
import type { Where } from './where.js'

export type Range = Extract<Where, { op: 'range' }>

/** A stored query may be older than the schema: its bounds may be of a type that the field no longer has. */
export function boundsFit({ gt, gte, lt, lte }: Range, type: FieldType | undefined): boolean {
  const wanted = type === 'date' ? 'string' : type === 'long' || type === 'double' ? 'number' : undefined
  return [gt, gte, lt, lte].every((bound) => bound === undefined || typeof bound === wanted)
}
