import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { Hit } from '../../../src/domain/document/hit.js'
import { defaultSchema } from '../../../src/domain/fields.js'
import { csvColumns, csvHeader, csvRow } from '../../../src/entrypoints/cli/print/csv.js'

const time = '2026-11-24T09:00:00.000Z'
const columns = csvColumns(defaultSchema)
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\r\n', 'a"b', 'a,b', ' a ', '', '＝1'),
)

/** RFC 4180, read back. */
function cells(line: string): string[] {
  const found: string[] = []
  for (const [, quoted, bare] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    found.push(quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"'))
  }
  return found
}

const hit = (fields: object): Hit => ({ eventId: 'a', version: 1, '@timestamp': time, ingestedAt: time, ...fields })

describe('a CSV line', () => {
  test('the header names what every document has, then what is declared', () => {
    expect(csvHeader(columns)).toBe(
      'eventId,version,@timestamp,ingestedAt,service,eventType,team,location,level,status,latencyMs,message',
    )
  })

  test.prop([anyText, anyText])('holds what the document holds, whatever its characters', (service, message) => {
    const row = cells(csvRow(hit({ service, message }), columns))
    const unguarded = (cell: string | undefined) => cell?.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/u, '')
    expect(unguarded(row[columns.indexOf('service')])).toBe(service)
    expect(unguarded(row[columns.indexOf('message')])).toBe(message)
    expect(row.length).toBe(columns.length)
  })

  test.prop([anyText])('has no text that a spreadsheet takes for a formula', (message) => {
    const cell = cells(csvRow(hit({ message }), columns)).at(-1) ?? ''
    expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/u)
  })

  test('numbers stay numbers, what is absent is empty, lists are JSON', () => {
    const row = csvRow(hit({ status: -5, team: ['a', 'b'] }), columns)
    expect(row).toBe(`a,1,${time},${time},,,"[""a"",""b""]",,,-5,,`)
  })
})
