import { describe, expect, it } from 'vitest'
import { MemoryBus } from '../../src/adapters/memory/memoryBus.js'
import { MemoryDeadLetters } from '../../src/adapters/memory/memoryDeadLetters.js'
import { Graveyard } from '../../src/application/graveyard.js'
import type { RawEvent } from '../../src/domain/event/rawEvent.js'
import { eventually } from '../support/eventually.js'
import { ManualClock } from '../support/manualClock.js'
import { World } from '../support/world.js'

const event = (id: string): RawEvent => ({
  id,
  source: 's',
  detailType: 'd',
  time: '2026-01-01T00:00:00.000Z',
  detail: {},
})

async function graves(count: number, maxWaiting = 1000) {
  const clock = new ManualClock()
  const deadLetters = new MemoryDeadLetters()
  const bus = new MemoryBus({ clock, deadLetters, maxWaiting })
  const at = new Date(clock.now()).toISOString()
  const letters = Array.from({ length: count }, (_, i) => ({
    id: `letter-${String(i).padStart(4, '0')}`,
    topic: 'events' as const,
    item: event(`e${i}`) as never,
    why: { code: 'no_timestamp', message: 'none' },
    at,
  }))
  await deadLetters.put(letters)
  return { clock, deadLetters, bus, graveyard: new Graveyard({ deadLetters, bus, clock }) }
}

describe('the graveyard', () => {
  it('gives what it is asked for to the bus, and keeps the rest', async () => {
    const { bus, graveyard } = await graves(250)
    expect(await graveyard.redrive(new Set(['letter-0003', 'letter-0240']))).toEqual({ settled: 2, left: 0 })
    expect(bus.waiting('events')).toBe(2)
    expect(await graveyard.show('letter-0003')).toBeUndefined()
    expect((await graveyard.show('letter-0004'))?.item).toMatchObject({ id: 'e4' })
  })

  it('redrives all, once', async () => {
    const { bus, graveyard } = await graves(250)
    expect(await graveyard.redrive('all')).toEqual({ settled: 250, left: 0 })
    expect(await graveyard.redrive('all')).toEqual({ settled: 0, left: 0 })
    expect(bus.waiting('events')).toBe(250)
  })

  it('keeps what the bus has no room for', async () => {
    const { graveyard } = await graves(250, 120)
    expect(await graveyard.redrive('all')).toEqual({ settled: 120, left: 130 })
    expect((await graveyard.list({ limit: 1000 })).letters).toHaveLength(130)
  })

  it('has an event told whose document was stored and never told; done twice, it changes nothing', async () => {
    let full = true
    const world = new World({
      wrapBus: (bus) => ({
        publish: async (topic, items) => (full ? items.map(() => ({ retry: 'full' })) : bus.publish(topic, items)),
      }),
    })
    const { clock, deadLetters } = world
    const bus = new MemoryBus({ clock, deadLetters, maxAttempts: 2, backoffMs: () => 1 })
    const graveyard = new Graveyard({ deadLetters, bus, clock })
    const stop = new AbortController()
    const running = bus.run('events', world.ingest.handle, { max: 10, windowMs: () => 0, stop: stop.signal })
    await bus.publish('events', [world.event({ eventId: 'e1', level: 'info' })])
    await bus.drained()
    const { letters } = await graveyard.list({ limit: 10 })
    expect(letters).toMatchObject([{ why: { code: 'attempts_used' } }])
    expect((await world.index.get(['2026-11-24/e1'])).size, 'it is stored').toBe(1)
    expect(world.deltas, 'and nobody was told').toEqual([])

    full = false
    expect(await graveyard.redrive('all')).toEqual({ settled: 1, left: 0 })
    await bus.drained()
    const stored = (await world.index.get(['2026-11-24/e1'])).get('2026-11-24/e1')
    expect(world.deltas).toMatchObject([{ key: '2026-11-24/e1', now: { level: 'info', version: 1 } }])
    // As by two operators at the same moment: the letter was still there for both.
    await deadLetters.put(letters)
    expect(await graveyard.redrive('all')).toEqual({ settled: 1, left: 0 })
    await bus.drained()
    expect((await world.index.get(['2026-11-24/e1'])).get('2026-11-24/e1')).toEqual(stored)
    expect(new Set(world.deltas.map((delta) => JSON.stringify(delta))).size, 'told the same again').toBe(1)
    stop.abort()
    await running
  })

  it('comes to an end where letters die again at once', async () => {
    const { bus, clock, graveyard } = await graves(250)
    const stop = new AbortController()
    const running = bus.run(
      'events',
      async (batch) => {
        clock.advance(1)
        return batch.map(() => ({ dead: { code: 'still_bad', message: 'as before' } }))
      },
      { max: 100, windowMs: () => 0, stop: stop.signal },
    )
    expect((await graveyard.redrive('all')).settled).toBe(250)
    await eventually('all are back', async () => (await graveyard.list({ limit: 1000 })).letters.length === 250)
    stop.abort()
    await running
  })

  it('discards', async () => {
    const { bus, graveyard } = await graves(3)
    expect(await graveyard.discard(new Set(['letter-0001', 'unknown']))).toEqual({ settled: 1, left: 0 })
    expect(await graveyard.discard('all')).toEqual({ settled: 2, left: 0 })
    expect(bus.waiting('events')).toBe(0)
  })
})
