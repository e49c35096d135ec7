import { expect, it } from 'vitest'
import { messageLimits } from '../../../src/domain/wire/clientMessage.js'
import { utf8Length } from '../../../src/domain/wire/utf8.js'
import { parseClientMessage } from '../../../src/entrypoints/wire/parseClientMessage.js'
import { Chance, fuzzRuns } from '../../domain/query/chance.js'
import { mutate } from './mutate.js'

const valid = [
  {
    action: 'subscribe',
    ref: 'a',
    query: { channel: 'all', where: { status: { gte: 500 } }, limit: 5 },
    policy: 'latest',
    latestBy: 'team',
  },
  { action: 'subscribe', ref: 'b', query: {}, since: '2026-11-24T00:00:00.000Z', snapshot: false },
  { action: 'unsubscribe', ref: 'c', queryId: 'q', of: 'a' },
  { action: 'fetch', ref: 'd', queryId: 'q', keys: ['2026-11-24/x', '2026-11-24/y'] },
  { action: 'older', ref: 'e', query: {}, before: ['2026-11-24T00:00:00.000Z', 'x'], limit: 10 },
  {
    action: 'summarize',
    ref: 'f',
    query: { where: {} },
    from: '2026-11-24T00:00:00Z',
    interval: '5s',
    by: 'level',
    facets: ['team'],
  },
  { action: 'authorize', ref: 'g', token: 'a.b.c' },
  { action: 'ping', ref: 'h' },
].map((message) => JSON.stringify(message))

it('whatever a client sends is a message, or refused with a code, words and a ref that may be echoed', () => {
  const { runs, seed } = fuzzRuns(100_000)
  const chance = new Chance(seed)
  let taken = 0
  for (let run = 0; run < runs; run++) {
    const text = mutate(chance.of(valid), chance)
    const parsed = parseClientMessage(text)
    const ref = parsed.ok ? parsed.message.ref : parsed.refusal.ref
    if (parsed.ok) taken++
    else if (parsed.refusal.code !== 'bad_request' || parsed.refusal.message === '')
      expect.fail(`seed ${seed}: ${text}`)
    if (ref !== undefined && utf8Length(ref) > messageLimits.refBytes) expect.fail(`seed ${seed}: ${text}`)
  }
  // Not all noise: a part of it passes, and so reaches the use cases.
  expect(taken).toBeGreaterThan(runs / 100)
  expect(taken).toBeLessThan(runs / 2)
}, 600_000)
