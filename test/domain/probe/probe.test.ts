import { describe, expect, test } from 'vitest'
import { normalize } from '../../../src/domain/event/normalize.js'
import { defaultSchema } from '../../../src/domain/fields.js'
import type { JsonObject } from '../../../src/domain/json.js'
import { isSpentProbe, probeField, probeLifeMs, probeQuery } from '../../../src/domain/probe/probe.js'
import { channelsOfHit } from '../../../src/domain/routing/routes.js'

const id = 'A'.repeat(32)
const now = Date.parse('2026-11-24T12:00:00.000Z')
const time = new Date(now).toISOString()

function made(detail: JsonObject) {
  const raw = { id: 'envelope', source: 'shop', detailType: 'sold', time, detail }
  return normalize(raw, defaultSchema, { now, retentionMs: 86_400_000 })
}

describe('a probe', () => {
  test('is told on a channel of its own, and on no other', () => {
    const draft = made({ [probeField]: id, service: 'shop', eventType: 'sold' })
    if (!draft.ok) throw new Error(draft.refusal.message)
    expect(draft.value).toMatchObject({ eventId: id, version: 1, '@timestamp': time })
    expect(channelsOfHit({ ...draft.value, ingestedAt: time }, defaultSchema)).toEqual([`${probeField}:${id}`])
    expect(probeQuery(`${probeField}:${id}`)).toMatchObject({ ok: true, value: { channels: [`${probeField}:${id}`] } })
  })

  test.each<[string, JsonObject]>([
    ['a short id', { [probeField]: 'A' }],
    ['an id with other characters', { [probeField]: `${'A'.repeat(31)}:` }],
    ['no id', { [probeField]: null }],
    ['a list of ids', { [probeField]: [id] }],
    ['a message that it would hide', { [probeField]: id, message: 'hidden' }],
    ['an id of its own', { [probeField]: id, eventId: 'mine' }],
  ])('with %s is refused by a code of its own', (_, detail) => {
    expect(made(detail)).toMatchObject({ ok: false, refusal: { code: 'bad_probe' } })
  })

  test('a channel with a malformed id is refused', () => {
    expect(probeQuery(`${probeField}:${id}x`)).toMatchObject({ ok: false, refusal: { code: 'bad_query' } })
  })

  test('is spent after its life, and no other event ever is', () => {
    const probe = { eventId: id, version: 1, '@timestamp': time, [probeField]: id }
    const other = { eventId: id, version: 1, '@timestamp': time }
    expect([now + probeLifeMs, now + probeLifeMs + 1].map((at) => isSpentProbe(probe, at))).toEqual([false, true])
    expect(isSpentProbe(other, now + 10 * probeLifeMs)).toBe(false)
  })
})
