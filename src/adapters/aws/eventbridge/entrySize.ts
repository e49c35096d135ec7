import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge'
import { utf8Length } from '../../../domain/wire/utf8.js'

/** Bytes of an entry as EventBridge counts them: "Calculating PutEvents event entry size". */
export function entrySize({ Detail, DetailType, Resources, Source, Time }: PutEventsRequestEntry): number {
  const texts = [Source, DetailType, Detail, ...(Resources ?? [])]
  return texts.reduce((bytes, text) => bytes + utf8Length(text ?? ''), Time === undefined ? 0 : 14)
}
