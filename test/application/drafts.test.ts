import { expect, test } from 'vitest'
import { Accept } from '../../src/application/accept.js'
import { Drafts } from '../../src/application/drafts.js'
import { defaultSettings } from '../../src/application/settings.js'
import { normalize } from '../../src/domain/event/normalize.js'
import type { RawEvent } from '../../src/domain/event/rawEvent.js'
import { defaultSchema } from '../../src/domain/fields.js'
import type { EventBus } from '../../src/ports/eventBus.js'
import { ManualClock } from '../support/manualClock.js'

const clock = new ManualClock()
const options = { now: clock.now(), retentionMs: defaultSettings.retentionMs }

async function accepted(detail: object): Promise<{ readonly event: RawEvent; readonly drafts: Drafts }> {
  const events: RawEvent[] = []
  const bus = {
    publish: async (_: string, items: readonly RawEvent[]) => {
      events.push(...items)
      return items.map(() => 'ok' as const)
    },
  } as unknown as EventBus
  const drafts = new Drafts()
  const accept = new Accept({ schema: defaultSchema, settings: defaultSettings, bus, clock, newId: () => 'e', drafts })
  await accept.details([{ line: 1, detail }])
  return { event: events[0] as RawEvent, drafts }
}

test('what acceptance made of an event is what ingest would make of it, also of a copy of its envelope', async () => {
  const { event, drafts } = await accepted({ service: 'checkout', eventType: 'paid', status: '200' })
  const made = normalize(event, defaultSchema, options)
  expect(made.ok && made.value).toEqual(drafts.of(event))
  expect(drafts.of({ ...event })).toEqual(drafts.of(event))
})

test('another envelope, or an equal detail that came another way, is looked at anew', async () => {
  const { event, drafts } = await accepted({ service: 'checkout', eventType: 'paid' })
  for (const other of [
    { id: 'x' },
    { source: 'x' },
    { detailType: 'x' },
    { time: 'x' },
    { detail: { ...Object(event.detail) } },
  ]) {
    expect(drafts.of({ ...event, ...other })).toBeUndefined()
  }
  expect(drafts.of({ ...event, detail: 'text' })).toBeUndefined()
})
