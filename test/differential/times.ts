import fc from 'fast-check'
import type { Json } from '../../src/domain/json.js'
import { instants } from './values.js'

/** Each form in which a time is accepted, all of one instant. */
export function formsOf(ms: number): readonly Json[] {
  const iso = new Date(ms).toISOString()
  const [seconds, fraction] = [iso.slice(0, 19), iso.slice(20, 23)]
  const forms: Json[] = [iso, ms, ms + 0.4, iso.toLowerCase(), iso.replace('T', ' ')]
  forms.push(`${seconds}.${fraction}999999Z`, `${seconds},${fraction}Z`, `${seconds}.${fraction} Z`)
  if (fraction.endsWith('0')) forms.push(`${seconds}.${fraction.slice(0, 2)}Z`)
  if (fraction === '000') forms.push(`${seconds}Z`)
  if (iso.endsWith(':00.000Z')) forms.push(`${iso.slice(0, 16)}Z`)
  if (iso.endsWith('T00:00:00.000Z') && ms > instantsBegin) forms.push(iso24(ms))
  for (const zone of ['+01:00', '-0330', '+14', '-18:00', '+18:00', '+00:00', '-00:00']) {
    const there = new Date(ms + offsetMs(zone)).toISOString()
    // Years beyond four digits have no form of their own.
    if (there.length === iso.length) forms.push(`${there.slice(0, -1)}${zone}`)
  }
  return forms
}

const instantsBegin = Date.parse('0000-01-02T00:00:00.000Z')

/** Midnight as the end of the day before. */
function iso24(ms: number): string {
  return `${new Date(ms - 1).toISOString().slice(0, 10)}T24:00:00.000Z`
}

function offsetMs(zone: string): number {
  const digits = zone.slice(1).replace(':', '')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4))
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000
}

const written = instants.flatMap(formsOf)

export const writtenTime: fc.Arbitrary<Json> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...written) },
  { weight: 1, arbitrary: fc.constantFrom('2016-12-31T23:59:60Z', '2016-12-31T23:59:60.999Z') },
  { weight: 2, arbitrary: fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 }) },
)
