import { EventBridgeClient, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entrySize } from '../../../../src/adapters/aws/eventbridge/entrySize.js'
import { EventBridgeDeltas } from '../../../../src/adapters/aws/eventbridge/eventBridgeDeltas.js'
import type { Delta } from '../../../../src/domain/document/hit.js'
import { AwsCalls } from '../../../support/aws/awsCalls.js'
import { deltaFor } from '../../../support/aws/deltas.js'

const backoff = { budgetMs: 2_000, firstMs: 1, mostMs: 5 }

/** A publisher whose service answers as told; by default it takes all. */
function open(maxCallBytes?: number) {
  const client = new EventBridgeClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  })
  const calls = new AwsCalls(client)
  calls.answer = ({ input }) => taken(input.Entries)
  const bound = maxCallBytes === undefined ? {} : { maxCallBytes }
  return { calls, bus: new EventBridgeDeltas({ client, busName: 'deltas', backoff, ...bound }) }
}
const taken = (entries: readonly PutEventsRequestEntry[]) => ({
  FailedEntryCount: 0,
  Entries: entries.map((_, i) => ({ EventId: `e${i}` })),
})
const entriesOf = (calls: AwsCalls): readonly (readonly PutEventsRequestEntry[])[] =>
  calls.made.map(({ input }) => input.Entries)
const deltasIn = (entry: PutEventsRequestEntry): readonly Delta[] => JSON.parse(entry.Detail ?? '').deltas

describe('EventBridgeDeltas', () => {
  it('packs the deltas of one call into one entry of its own source, on its own bus', async () => {
    const { bus, calls } = open()
    const deltas = [deltaFor('a'), deltaFor('b'), deltaFor('é😀')]
    expect(await bus.publish('deltas', deltas)).toEqual(['ok', 'ok', 'ok'])
    expect(entriesOf(calls)).toEqual([
      [
        {
          EventBusName: 'deltas',
          Source: 'deltaboard',
          DetailType: 'deltas',
          Detail: JSON.stringify({ deltas }),
        },
      ],
    ])
    expect(await bus.publish('deltas', [])).toEqual([])
    expect(calls.count).toBe(1)
  })

  it.each([
    [{ Source: 'é', DetailType: 'ab', Detail: '{}' }, 6],
    [{ Source: 's', DetailType: 't', Detail: '{"a":"😀"}', Time: new Date(0) }, 2 + 12 + 14],
    [{ Source: 's', DetailType: 't', Detail: '{}', Resources: ['arn:é', 'b'] }, 2 + 2 + 6 + 1],
    [{ Source: 's', DetailType: 't', Detail: '{}', EventBusName: 'not counted' }, 4],
  ])('measures an entry as EventBridge does: %j', (entry, bytes) => {
    expect(entrySize(entry)).toBe(bytes)
  })

  it('keeps every entry below 200 KB, every call to 10 entries and its bytes, and tells each delta once, in order', async () => {
    const sizes = fc.array(fc.oneof(fc.nat(3_000), fc.nat(260_000)), { minLength: 1, maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(sizes, fc.constantFrom(262_144, 1_000_000), async (pads, maxCallBytes) => {
        const { bus, calls } = open(maxCallBytes)
        const deltas = pads.map((pad, i) => deltaFor(`d${i}`, pad))
        expect(await bus.publish('deltas', deltas)).toEqual(deltas.map(() => 'ok'))
        for (const entries of entriesOf(calls)) {
          expect(entries.length).toBeLessThanOrEqual(10)
          expect(entries.reduce((sum, entry) => sum + entrySize(entry), 0)).toBeLessThanOrEqual(maxCallBytes)
          for (const entry of entries) expect(entrySize(entry)).toBeLessThanOrEqual(204_800)
        }
        const entries = entriesOf(calls).flat()
        const told = entries.flatMap(deltasIn)
        expect(told.map(({ key }) => key).sort()).toEqual(deltas.map(({ key }) => key).sort())
        for (const entry of entries) {
          const numbers = deltasIn(entry).map(({ key }) => Number(key.slice('2026-11-24/d'.length)))
          expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
        }
        // No two neighbours would have gone into one.
        const total = told.reduce((sum, delta) => sum + JSON.stringify(delta).length + 1, 0)
        expect(entries.length).toBeLessThanOrEqual(Math.ceil((2 * total) / 190_000) + 1)
      }),
      { numRuns: 40 },
    )
  })

  it('sends a delta above 200 KB by reference, and one below it whole', async () => {
    const { bus, calls } = open()
    const [large, small] = [deltaFor('large', 204_800), deltaFor('small', 200_000)]
    expect(await bus.publish('deltas', [large, small])).toEqual(['ok', 'ok'])
    const told = entriesOf(calls).flat().flatMap(deltasIn)
    expect(told).toEqual([{ key: large.key, byReference: true, ingestedAt: '2026-11-24T09:30:00.000Z' }, small])
  })

  it('sends entries that failed again, alone', async () => {
    const { bus, calls } = open()
    const deltas = Array.from({ length: 4 }, (_, i) => deltaFor(`d${i}`, 150_000))
    calls.answer = ({ input }) => {
      const entries = input.Entries as readonly PutEventsRequestEntry[]
      if (calls.count > 1) return taken(entries)
      const failed = { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' }
      return { FailedEntryCount: 2, Entries: entries.map((_, i) => (i % 2 === 0 ? failed : { EventId: `e${i}` })) }
    }
    expect(await bus.publish('deltas', deltas)).toEqual(['ok', 'ok', 'ok', 'ok'])
    const keys = entriesOf(calls).map((entries) => entries.map((entry) => deltasIn(entry)[0]?.key.slice(-2)))
    expect(keys).toEqual([
      ['d0', 'd1', 'd2', 'd3'],
      ['d0', 'd2'],
    ])
  })

  it('answers retry for exactly the items of entries that are not taken in time', async () => {
    const { bus, calls } = open()
    // Three entries: two deltas, one, two.
    const deltas = [100, 90_000, 180_000, 100, 100].map((pad, i) => deltaFor(`d${i}`, pad))
    const bad = deltas[2]?.key
    calls.answer = ({ input }) => {
      const entries = input.Entries as readonly PutEventsRequestEntry[]
      const failed = { ErrorCode: 'InternalFailure' }
      return {
        Entries: entries.map((entry) => (deltasIn(entry)[0]?.key === bad ? failed : { EventId: 'e' })),
      }
    }
    const answers = await bus.publish('deltas', deltas)
    const inBadEntry = new Set(
      entriesOf(calls)
        .flat()
        .map(deltasIn)
        .find((all) => all[0]?.key === bad)
        ?.map(({ key }) => key),
    )
    expect(inBadEntry.has(bad ?? '')).toBe(true)
    expect(inBadEntry.size).toBeLessThan(deltas.length)
    expect(answers).toEqual(deltas.map(({ key }) => (inBadEntry.has(key) ? { retry: 'InternalFailure' } : 'ok')))
    expect(calls.count).toBeGreaterThan(2)
  })

  it('does not ask again where asking cannot help, nor count what has no answer as taken', async () => {
    const { bus, calls } = open()
    calls.answer = () => ({ Entries: [{ ErrorCode: 'NotAuthorizedForSourceException' }] })
    expect(await bus.publish('deltas', [deltaFor('a')])).toEqual([{ retry: 'NotAuthorizedForSourceException' }])
    expect(calls.count).toBe(1)
    const silent = open()
    silent.calls.answer = () => (silent.calls.count < 3 ? {} : taken([{}]))
    expect(await silent.bus.publish('deltas', [deltaFor('a')])).toEqual(['ok'])
    expect(silent.calls.count).toBe(3)
  })

  it('sends again a call that failed as a whole, and answers the fault in the end', async () => {
    const { bus, calls } = open()
    const down = new Error('down')
    calls.answer = ({ input }) => {
      if (calls.count < 4) throw down
      return taken(input.Entries)
    }
    expect(await bus.publish('deltas', [deltaFor('a')])).toEqual(['ok'])
    calls.answer = () => {
      throw down
    }
    expect(await bus.publish('deltas', [deltaFor('a'), deltaFor('b')])).toEqual([{ retry: down }, { retry: down }])
  })

  it('takes nothing but deltas', async () => {
    await expect(open().bus.publish('events', [])).rejects.toThrow('do not travel')
  })
})
