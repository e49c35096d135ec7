import { randomUUID } from 'node:crypto'
import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge'
import { entrySize } from '../../../../src/adapters/aws/eventbridge/entrySize.js'
import type { JsonObject } from '../../../../src/domain/json.js'

/** "PutEvents": entries of one call, and bytes of all of them since 2026. */
const limits = { entries: 10, callBytes: 1_048_576 } as const

/** As it comes over the wire: `Time` is seconds. */
export type Entry = Omit<PutEventsRequestEntry, 'Time'> & { readonly Time?: number }

export type Answer = { readonly EventId: string } | { readonly ErrorCode: string; readonly ErrorMessage: string }

/** Why a call is refused as a whole; undefined: it is not. */
export function refusalOf(entries: readonly Entry[]): string | undefined {
  if (entries.length === 0 || entries.length > limits.entries) {
    return `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length less than or equal to ${limits.entries}`
  }
  const bytes = entries.reduce((sum, { Time, ...rest }) => sum + entrySize(rest) + (Time === undefined ? 0 : 14), 0)
  return bytes > limits.callBytes ? 'Total size of the entries in the request is over the limit.' : undefined
}

/** What targets get of an entry ("AWS service event structure"), or why it alone is refused. */
export function envelopeOf(entry: Entry): { readonly event: JsonObject } | { readonly refused: Answer } {
  for (const name of ['Source', 'DetailType', 'Detail'] as const) {
    if (entry[name]) continue
    const ErrorMessage = `Parameter ${name} is not valid. Reason: ${name} is a required argument.`
    return { refused: { ErrorCode: 'InvalidArgument', ErrorMessage } }
  }
  const detail = objectOf(entry.Detail ?? '')
  if (detail === undefined) return { refused: { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' } }
  const seconds = entry.Time ?? Date.now() / 1000
  return {
    event: {
      version: '0',
      id: randomUUID(),
      'detail-type': entry.DetailType ?? '',
      source: entry.Source ?? '',
      account: '123456789012',
      // Whole seconds.
      time: `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`,
      region: 'eu-central-1',
      resources: [...(entry.Resources ?? [])],
      detail,
    },
  }
}

function objectOf(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
  } catch {
    return undefined
  }
}
