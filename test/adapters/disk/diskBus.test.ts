import { afterEach, describe, expect, it } from 'vitest'
import { DiskBus } from '../../../src/adapters/disk/diskBus.js'
import { DiskDeadLetters, tellingFaults } from '../../../src/adapters/disk/diskDeadLetters.js'
import type { Folder } from '../../../src/adapters/disk/folder.js'
import { Journal } from '../../../src/adapters/disk/journal.js'
import { MemoryBus } from '../../../src/adapters/memory/memoryBus.js'
import type { RawEvent } from '../../../src/domain/event/rawEvent.js'
import type { Delivery, Verdict } from '../../../src/ports/consumer.js'
import { eventBusContract } from '../../contracts/eventBus.contract.js'
import { eventually } from '../../support/eventually.js'
import { nested } from '../../support/hostile.js'
import { ManualClock } from '../../support/manualClock.js'
import { RecordingTelemetry } from '../../support/recordingTelemetry.js'
import { openFolder, temporaryFolder } from './openFolder.js'

const opened: { readonly folder: Folder; remove(): void }[] = []
afterEach(async () => {
  for (const { folder, remove } of opened.splice(0)) {
    await folder.close()
    remove()
  }
})

/** A bus as it is wired. */
function busOf(
  folder: Folder,
  bounds: { maxWaiting: number; maxAttempts: number },
  pace: { slowFrom?: number; slowMs?: number } = {},
) {
  const clock = new ManualClock()
  const telemetry = new RecordingTelemetry()
  const journal = new Journal(folder)
  const deadLetters = new DiskDeadLetters({ folder, journal })
  const told = tellingFaults(deadLetters, telemetry)
  const carrier = new MemoryBus({ clock, deadLetters: told, telemetry, backoffMs: () => 1, ...bounds })
  const bus = new DiskBus({ carrier, journal, deadLetters, clock, maxWaiting: bounds.maxWaiting, ...pace })
  return { bus, consumer: bus, deadLetters, telemetry, ...bounds }
}

eventBusContract('disk', async () => {
  const { dir, remove } = temporaryFolder()
  const folder = await openFolder(dir)
  opened.push({ folder, remove })
  return busOf(folder, { maxWaiting: 20, maxAttempts: 4 })
})

describe('DiskBus', () => {
  const event = (id: string, detail: unknown = {}): RawEvent => {
    return { id, source: 's', detailType: 't', time: '2026-11-24T09:30:00.000Z', detail }
  }
  const bounds = { maxWaiting: 20, maxAttempts: 2 }

  /** A folder that is opened again and again, as by one process after the other. */
  function processes() {
    const { dir, remove } = temporaryFolder()
    let folder: Folder | undefined
    return async (more: Partial<typeof bounds> = {}) => {
      await folder?.close()
      folder = await openFolder(dir)
      if (opened.length > 0) opened.pop()
      opened.push({ folder, remove })
      return { folder, ...busOf(folder, { ...bounds, ...more }) }
    }
  }

  /** Runs a handler until `enough`. */
  async function handle(
    bus: { run: ReturnType<typeof busOf>['bus']['run'] },
    verdict: (delivery: Delivery<RawEvent>) => Verdict,
    enough: (seen: readonly Delivery<RawEvent>[]) => boolean | Promise<boolean>,
  ): Promise<readonly Delivery<RawEvent>[]> {
    const stop = new AbortController()
    const seen: Delivery<RawEvent>[] = []
    const running = bus.run(
      'events',
      async (batch) => {
        seen.push(...batch)
        return batch.map(verdict)
      },
      { max: 10, windowMs: () => 0, stop: stop.signal },
    )
    await eventually('enough', () => enough(seen))
    stop.abort()
    await running
    return seen
  }
  const ids = (seen: readonly Delivery<RawEvent>[]) => seen.map(({ item }) => item.id).sort()

  it('brings what was accepted and not settled again in the next process, as not the first time', async () => {
    const next = processes()
    const one = await next()
    await one.bus.publish('events', [event('a')])
    await one.bus.publish('events', [event('b', { n: 1 }), event('c')])
    const two = await next({ maxAttempts: 1_000_000 })
    const seen = await handle(
      two.bus,
      ({ item }) => (item.id === 'b' ? { retry: 'not now' } : 'done'),
      (all) => all.length >= 3,
    )
    expect(ids(seen.slice(0, 3))).toEqual(['a', 'b', 'c'])
    expect(seen.every(({ first }) => !first)).toBe(true)
    expect(seen.find(({ item }) => item.id === 'b')?.item).toEqual(event('b', { n: 1 }))
    const three = await next()
    // A row comes whole, though only one of it was not settled; what was done alone is gone.
    const again = await handle(
      three.bus,
      () => 'done',
      (all) => all.length === 2,
    )
    expect(ids(again)).toEqual(['b', 'c'])
    const four = await next()
    await four.bus.publish('events', [event('new')])
    const last = await handle(
      four.bus,
      () => 'done',
      (all) => all.length > 0,
    )
    expect(last).toMatchObject([{ item: { id: 'new' }, first: true }])
    await eventually('an empty journal', () => four.folder.journal.getCount() === 0)
  })

  it('answers who comes too fast later, once others are settled', async () => {
    const { dir, remove } = temporaryFolder()
    const folder = await openFolder(dir)
    opened.push({ folder, remove })
    const { bus } = busOf(folder, bounds, { slowFrom: 3, slowMs: 60_000 })
    await bus.publish(
      'events',
      ['a', 'b', 'c'].map((id) => event(id)),
    )
    let answered = false
    const waited: boolean[] = []
    const late = bus.publish('events', [event('d')]).then((answers) => {
      answered = true
      return answers
    })
    const seen = await handle(
      bus,
      ({ item }) => {
        if (item.id !== 'd') waited.push(!answered)
        return 'done'
      },
      (all) => all.length === 4,
    )
    expect(seen.map(({ item }) => item.id)).toEqual(['a', 'b', 'c', 'd'])
    expect(waited).toEqual([true, true, true])
    expect(await late).toEqual(['ok'])
  })

  it('keeps what was left behind until there is room for it, however much it is', async () => {
    const next = processes()
    const one = await next({ maxWaiting: 100 })
    for (let i = 0; i < 10; i++) {
      await one.bus.publish(
        'events',
        Array.from({ length: 10 }, (_, n) => event(`e${i}${n}`)),
      )
    }
    const two = await next({ maxWaiting: 3 })
    const seen = await handle(
      two.bus,
      () => 'done',
      (all) => all.length >= 100,
    )
    expect(new Set(ids(seen)).size).toBe(100)
    expect(seen).toHaveLength(100)
  })

  it('settles what is buried, dead or out of attempts, and the letters are there in the next process', async () => {
    const next = processes()
    const one = await next()
    await one.bus.publish('events', [event('dead'), event('failing'), event('fine')])
    await handle(
      one.bus,
      ({ item }) =>
        item.id === 'dead'
          ? { dead: { code: 'bad_field', message: 'no' } }
          : item.id === 'failing'
            ? { retry: 'never' }
            : 'done',
      async () => (await one.deadLetters.list({ limit: 9 })).letters.length === 2,
    )
    const two = await next()
    expect(two.folder.journal.getCount()).toBe(0)
    const { letters } = await two.deadLetters.list({ limit: 9 })
    expect(letters).toMatchObject([
      { item: event('dead'), why: { code: 'bad_field' } },
      { item: event('failing'), why: { code: 'attempts_used' } },
    ])
    expect(await two.deadLetters.remove(letters.map(({ id }) => id))).toBe(2)
    const three = await next()
    expect(await three.deadLetters.list({ limit: 9 })).toEqual({ letters: [], lost: 0 })
  })

  it('refuses alone what is nested deeper than it can keep', async () => {
    const { bus } = await processes()()
    const answers = await bus.publish('events', [event('a'), event('deep', nested(100_000)), event('b')])
    expect(answers).toMatchObject(['ok', { refused: { code: 'too_deep' } }, 'ok'])
  })

  it('answers retry where nothing can be kept, accepts none of it, and tells the fault', async () => {
    const { bus, folder } = await processes()()
    await folder.close()
    expect(await bus.publish('events', [event('a')]).catch((fault: Error) => fault.message)).toEqual([
      { retry: expect.objectContaining({ message: expect.stringContaining('not open') }) },
    ])
  })
})
