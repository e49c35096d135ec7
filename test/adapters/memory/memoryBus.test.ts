import { describe, expect, it } from 'vitest'
import { MemoryBus } from '../../../src/adapters/memory/memoryBus.js'
import { MemoryDeadLetters } from '../../../src/adapters/memory/memoryDeadLetters.js'
import { eventBusContract } from '../../contracts/eventBus.contract.js'
import { eventually } from '../../support/eventually.js'
import { ManualClock } from '../../support/manualClock.js'
import { RecordingTelemetry } from '../../support/recordingTelemetry.js'

eventBusContract('memory', async () => {
  const deadLetters = new MemoryDeadLetters()
  const bounds = { maxWaiting: 20, maxAttempts: 4 }
  const bus = new MemoryBus({ clock: new ManualClock(), deadLetters, backoffMs: () => 1, ...bounds })
  return { bus, consumer: bus, deadLetters, ...bounds }
})

describe('MemoryBus', () => {
  const event = (id: string) => ({ id, source: 's', detailType: 't', time: '2026-11-24T09:30:00.000Z', detail: {} })
  const bounds = { clock: new ManualClock(), backoffMs: () => 1 }

  it('loses of a batch only the one at fault, and counts it', async () => {
    const deadLetters = new MemoryDeadLetters()
    const telemetry = new RecordingTelemetry()
    const bus = new MemoryBus({ ...bounds, deadLetters, telemetry })
    const stop = new AbortController()
    const done: string[] = []
    const running = bus.run(
      'events',
      async (batch) => {
        if (batch.some(({ item }) => item.id === 'e3')) throw new Error('a bug')
        done.push(...batch.map(({ item }) => item.id))
        return batch.map(() => 'done')
      },
      { max: 100, windowMs: () => 0, stop: stop.signal },
    )
    const ids = Array.from({ length: 6 }, (_, i) => `e${i}`)
    await bus.publish('events', ids.map(event))
    await bus.drained()
    expect(done.sort()).toEqual(ids.filter((id) => id !== 'e3'))
    expect((await deadLetters.list({ limit: 10 })).letters).toMatchObject([{ item: { id: 'e3' } }])
    expect(telemetry.outcomes).toEqual({ dead: 1 })
    stop.abort()
    await running
  })

  it('counts what waits for another attempt to its bound', async () => {
    const bus = new MemoryBus({
      ...bounds,
      backoffMs: () => 60_000,
      deadLetters: new MemoryDeadLetters(),
      maxWaiting: 2,
    })
    const stop = new AbortController()
    let handled = 0
    const handle = async (batch: readonly unknown[]) => {
      handled += batch.length
      return batch.map(() => ({ retry: 'not yet' }))
    }
    const running = bus.run('events', handle, { max: 100, windowMs: () => 0, stop: stop.signal })
    expect(await bus.publish('events', [event('a'), event('b')])).toEqual(['ok', 'ok'])
    await eventually('both are put off', () => handled === 2)
    expect(await bus.publish('events', [event('c')])).toMatchObject([{ retry: expect.anything() }])
    stop.abort()
    await running
  })
})
