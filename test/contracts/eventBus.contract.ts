import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RawEvent } from '../../src/domain/event/rawEvent.js'
import type { Consumer, Delivery, Handle } from '../../src/ports/consumer.js'
import type { DeadLetters } from '../../src/ports/deadLetters.js'
import type { EventBus } from '../../src/ports/eventBus.js'
import { eventually } from '../support/eventually.js'

export interface BusUnderTest {
  readonly bus: EventBus
  readonly consumer: Consumer
  readonly deadLetters: DeadLetters
  /** Most items that may wait. */
  readonly maxWaiting: number
  readonly maxAttempts: number
}

const event = (n: number): RawEvent => ({
  id: `e${n}`,
  source: 's',
  detailType: 't',
  time: '2026-11-24T09:30:00.000Z',
  detail: { n },
})

/** Laws of a bus that is pulled: `EventBus` and `Consumer` together. */
export function eventBusContract(name: string, open: () => Promise<BusUnderTest>): void {
  describe(`EventBus and Consumer: ${name}`, () => {
    let under: BusUnderTest
    let stop: AbortController
    let running: Promise<void>[]
    beforeEach(async () => {
      under = await open()
      stop = new AbortController()
      running = []
    })
    afterEach(async () => {
      stop.abort()
      await Promise.all(running)
    })

    function consume(handle: Handle<RawEvent>, max = 100): void {
      running.push(under.consumer.run('events', handle, { max, windowMs: () => 0, stop: stop.signal }))
    }
    const numbers = (batch: readonly Delivery<RawEvent>[]) => batch.map((d) => (d.item.detail as { n: number }).n)

    it('hands over what was published, as it was', async () => {
      const got: RawEvent[] = []
      consume(async (batch) => {
        got.push(...batch.map((d) => d.item))
        return batch.map(() => 'done')
      })
      expect(await under.bus.publish('events', [event(1), event(2)])).toEqual(['ok', 'ok'])
      await eventually('both', () => got.length === 2)
      expect(got.sort((a, b) => a.id.localeCompare(b.id))).toEqual([event(1), event(2)])
    })

    it('keeps what was published before anybody listened', async () => {
      await under.bus.publish('events', [event(1)])
      const got: number[] = []
      consume(async (batch) => {
        got.push(...numbers(batch))
        return batch.map(() => 'done')
      })
      await eventually('the event', () => got.length === 1)
    })

    it('passes all that queued during the last call, up to the most', async () => {
      const sizes: number[] = []
      let open = () => {}
      const gate = new Promise<void>((resolve) => {
        open = resolve
      })
      consume(async (batch) => {
        sizes.push(batch.length)
        if (sizes.length === 1) await gate
        return batch.map(() => 'done')
      }, 10)
      await under.bus.publish('events', [event(0)])
      await eventually('the first call', () => sizes.length === 1)
      await under.bus.publish(
        'events',
        Array.from({ length: 15 }, (_, i) => event(i + 1)),
      )
      open()
      await eventually('the rest', () => sizes.reduce((a, b) => a + b, 0) === 16)
      expect(sizes).toEqual([1, 10, 5])
    })

    it('delivers again what is to be retried, alone', async () => {
      const calls: { n: number; attempt: number; first: boolean }[] = []
      consume(async (batch) => {
        return batch.map((d) => {
          const n = (d.item.detail as { n: number }).n
          calls.push({ n, attempt: d.attempt, first: d.first })
          return n === 2 && d.attempt < 3 ? { retry: 'not yet' } : 'done'
        })
      })
      await under.bus.publish('events', [event(1), event(2), event(3)])
      await eventually('three attempts', () => calls.filter((c) => c.n === 2).length === 3)
      expect(calls.filter((c) => c.n === 2).map((c) => c.attempt)).toEqual([1, 2, 3])
      expect(
        calls
          .filter((c) => c.n !== 2)
          .map((c) => c.n)
          .sort(),
      ).toEqual([1, 3])
      // `first` may be false where an adapter cannot know; it is never true for what was handed out before.
      expect(calls.filter((c) => c.attempt > 1).map((c) => c.first)).toEqual([false, false])
    })

    it('gives nobody for the first time what is published again, retried or not', async () => {
      const calls: { n: number; attempt: number; first: boolean }[] = []
      consume(async (batch) => {
        calls.push(...batch.map((d) => ({ n: numbers([d])[0] as number, attempt: d.attempt, first: d.first })))
        return batch.map((d) => (numbers([d])[0] === 2 && d.attempt < 2 ? { retry: 'not yet' } : 'done'))
      })
      expect(await under.bus.publish('events', [event(1), event(2)], { again: true })).toEqual(['ok', 'ok'])
      await eventually('both', () => calls.length === 3)
      expect(calls.map(({ n }) => n).sort()).toEqual([1, 2, 2])
      // Their attempts are new, all of them.
      expect(calls.filter(({ n }) => n === 2).map(({ attempt }) => attempt)).toEqual([1, 2])
      expect(calls.filter(({ first }) => first)).toEqual([])
    })

    it('takes a throw as a retry of the whole batch', async () => {
      let calls = 0
      const got: number[] = []
      consume(async (batch) => {
        if (calls++ === 0) throw new Error('down')
        got.push(...numbers(batch))
        return batch.map(() => 'done')
      })
      await under.bus.publish('events', [event(1), event(2)])
      await eventually('both', () => got.length === 2)
      expect(got.sort()).toEqual([1, 2])
    })

    it('buries what is dead at once, with the reason and the original', async () => {
      consume(async (batch) => batch.map(() => ({ dead: { code: 'bad_field', message: 'no' } })))
      await under.bus.publish('events', [event(1)])
      const { letters } = await eventually('a letter', async () => {
        const page = await under.deadLetters.list({ limit: 10 })
        return page.letters.length === 1 && page
      })
      expect(letters[0]).toMatchObject({ topic: 'events', item: event(1), why: { code: 'bad_field', message: 'no' } })
    })

    it('buries what failed at every attempt with what was said last, and lets the others through', async () => {
      let attempts = 0
      const got: number[] = []
      consume(async (batch) =>
        batch.map((d) => {
          if (numbers([d])[0] !== 1) {
            got.push(...numbers([d]))
            return 'done'
          }
          attempts++
          return { retry: 'never' }
        }),
      )
      await under.bus.publish('events', [event(1), event(2)])
      const list = async () => (await under.deadLetters.list({ limit: 10 })).letters
      await eventually('a letter', async () => (await list()).length === 1)
      expect(attempts).toBe(under.maxAttempts)
      expect(got).toEqual([2])
      const why = { code: 'attempts_used', message: 'it failed at every attempt; at last: never' }
      expect(await list()).toMatchObject([{ item: event(1), why }])
    })

    it('counts no attempt that ended in an outage, however long it lasts; what it has itself to blame for counts', async () => {
      const outages = under.maxAttempts * 3
      const seen: { n: number; attempt: number; first: boolean }[] = []
      const times = (n: number) => seen.filter((one) => one.n === n).length
      consume(async (batch) =>
        batch.map((d) => {
          const n = numbers([d])[0] as number
          seen.push({ n, attempt: d.attempt, first: d.first })
          if (times(n) <= outages) return { retry: 'red', outage: true }
          return n === 2 ? { retry: 'never' } : 'done'
        }),
      )
      await under.bus.publish('events', [event(1), event(2)])
      const { letters } = await eventually('a letter', async () => {
        const page = await under.deadLetters.list({ limit: 10 })
        return page.letters.length > 0 && page
      })
      expect(letters).toMatchObject([{ item: event(2), why: { code: 'attempts_used' } }])
      expect(times(1)).toBe(outages + 1)
      expect(Math.max(...seen.map(({ attempt }) => attempt))).toBe(under.maxAttempts)
      // One of those may count that were outages: whoever hands it out again must know that it was handed out before.
      expect(times(2) - outages).toBeGreaterThanOrEqual(under.maxAttempts - 1)
      expect(times(2) - outages).toBeLessThanOrEqual(under.maxAttempts)
      expect(seen.filter(({ first }) => first).length).toBeLessThanOrEqual(2)
      expect(seen.slice(2).filter(({ first }) => first)).toEqual([])
    })

    it('answers retry rather than hold more than its bound', async () => {
      const items = Array.from({ length: under.maxWaiting + 1 }, (_, i) => event(i))
      const answers = await under.bus.publish('events', items)
      expect(answers.filter((a) => a === 'ok').length).toBe(under.maxWaiting)
      expect(answers.at(-1)).toHaveProperty('retry')
    })

    it('settles what it had taken before it stops, and loses nothing of the rest', async () => {
      const got: number[] = []
      let release = () => {}
      const held = new Promise<void>((resolve) => {
        release = resolve
      })
      consume(async (batch) => {
        await held
        got.push(...numbers(batch))
        return batch.map(() => 'done')
      }, 1)
      await under.bus.publish('events', [event(1), event(2)])
      await new Promise((resolve) => setImmediate(resolve))
      stop.abort()
      release()
      await Promise.all(running)
      stop = new AbortController()
      consume(async (batch) => {
        got.push(...numbers(batch))
        return batch.map(() => 'done')
      })
      await eventually('both', () => got.length === 2)
      expect(got.sort()).toEqual([1, 2])
    })

    it('keeps topics apart', async () => {
      const got: string[] = []
      consume(async (batch) => {
        got.push(...batch.map((d) => d.item.id))
        return batch.map(() => 'done')
      })
      await under.bus.publish('deltas', [
        { key: '2026-11-24/x', byReference: true, ingestedAt: '2026-11-24T09:30:00.000Z' },
      ])
      await under.bus.publish('events', [event(1)])
      await eventually('the event', () => got.length === 1)
      expect(got).toEqual(['e1'])
    })
  })
}
