import { expect, it } from 'vitest'
import { isObject } from '../../../src/domain/json.js'
import { parsePutEvents, putEventsLimits } from '../../../src/entrypoints/server/putEvents/parsePutEvents.js'
import { Chance, fuzzRuns } from '../../domain/query/chance.js'
import { mutate } from '../wire/mutate.js'

const entry = { Source: 'shop', DetailType: 'paid', Detail: '{"service":"shop","status":200}' }
const valid = [
  { Entries: [entry] },
  { Entries: [{ ...entry, Time: 1_795_478_400.5, Resources: ['arn:aws:x'], EventBusName: 'default' }, entry] },
  { Entries: Array(9).fill({ ...entry, Detail: '{}' }) },
  { Entries: [{ ...entry, TraceHeader: 'x' }], Extra: { Entries: [] } },
].map((body) => JSON.stringify(body))

const exceptions = new Set(['SerializationException', 'ValidationException'])
const codes = new Set(['InvalidArgument', 'MalformedDetail'])

it('whatever a producer sends is an entry or an error in its place, or refused as a whole, always with a code', () => {
  const { runs, seed } = fuzzRuns(100_000)
  const chance = new Chance(seed)
  const seen = { entries: 0, errors: 0, refused: 0 }
  for (let run = 0; run < runs; run++) {
    const text = mutate(chance.of(valid), chance)
    const wrong = () => expect.fail(`seed ${seed}: ${text}`)
    const parsed = parsePutEvents(text)
    if (!parsed.ok) {
      seen.refused++
      if (!exceptions.has(parsed.refusal.code) || parsed.refusal.message === '') wrong()
      continue
    }
    if (parsed.value.length < 1 || parsed.value.length > putEventsLimits.entries) wrong()
    for (const one of parsed.value) {
      if ('error' in one) {
        seen.errors++
        if (!codes.has(one.error.code) || one.error.message === '') wrong()
      } else {
        seen.entries++
        const { source, detailType, detail, time } = one.entry
        if (source === '' || detailType === '' || !isObject(detail)) wrong()
        if (time !== undefined && Number.isNaN(Date.parse(time))) wrong()
      }
    }
  }
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(runs / 100)
}, 600_000)
