import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Expiry } from '../../../src/entrypoints/server/sockets/expiry.js'
import { Heartbeat } from '../../../src/entrypoints/server/sockets/heartbeat.js'
import type { LiveSocket } from '../../../src/entrypoints/server/sockets/liveSocket.js'

const start = Date.parse('2026-11-24T10:00:00.000Z')
beforeEach(() => {
  vi.useFakeTimers({ now: start })
})
afterEach(() => {
  vi.useRealTimers()
})

function socket(connectionId = 'c', bufferedAmount = 0) {
  const fake = {
    address: { connectionId },
    silent: 0,
    bucket: -1,
    expirySecond: Number.POSITIVE_INFINITY,
    readyState: 1,
    OPEN: 1,
    bufferedAmount,
    pings: 0,
    terminated: 0,
    ping() {
      this.pings++
    },
    terminate() {
      this.terminated++
    },
  }
  return { fake, live: fake as unknown as LiveSocket }
}

describe('the heartbeat', () => {
  const renewed: string[] = []
  const heartbeat = () => {
    renewed.length = 0
    return new Heartbeat({ intervalMs: 30_000, renewEvery: 10, renew: (id) => renewed.push(id) })
  }

  it('pings each socket once an interval, and ends who missed two', () => {
    const beat = heartbeat()
    const [dead, living] = [socket('dead'), socket('living')]
    beat.add(dead.live)
    beat.add(living.live)
    vi.advanceTimersByTime(30_000)
    expect([dead.fake.pings, living.fake.pings]).toEqual([1, 1])
    living.fake.silent = 0
    vi.advanceTimersByTime(30_000)
    living.fake.silent = 0
    expect([dead.fake.pings, dead.fake.terminated]).toEqual([2, 0])
    vi.advanceTimersByTime(30_000)
    expect([dead.fake.pings, dead.fake.terminated, living.fake.terminated]).toEqual([2, 1, 0])
    beat.stop()
  })

  it('spreads sockets over the interval', () => {
    const beat = heartbeat()
    const sockets = Array.from({ length: 60 }, () => socket())
    for (const { live } of sockets) beat.add(live)
    vi.advanceTimersByTime(15_000)
    expect(sockets.filter(({ fake }) => fake.pings === 1).length).toBe(30)
    beat.stop()
  })

  it('renews leases every tenth time, and forgets who left', () => {
    const beat = heartbeat()
    const [stays, leaves] = [socket('stays'), socket('leaves')]
    beat.add(stays.live)
    beat.add(leaves.live)
    beat.remove(leaves.live)
    for (let i = 0; i < 20; i++) {
      vi.advanceTimersByTime(30_000)
      stays.fake.silent = 0
    }
    expect(renewed).toEqual(['stays', 'stays'])
    expect(leaves.fake.pings).toBe(0)
    beat.stop()
  })

  it('does not ping where much waits to be sent, and stops when told', () => {
    const beat = heartbeat()
    const busy = socket('busy', 1_000_000)
    beat.add(busy.live)
    vi.advanceTimersByTime(60_000)
    expect(busy.fake.pings).toBe(0)
    beat.stop()
    vi.advanceTimersByTime(600_000)
    expect(busy.fake.terminated).toBe(0)
  })
})

describe('expiry', () => {
  it('comes within a second of the end, never before', () => {
    const due: [string, number][] = []
    const expiry = new Expiry(
      (live) => due.push([(live.address as { connectionId: string }).connectionId, Date.now()]),
      Date.now,
    )
    expiry.set(socket('soon').live, start + 1500)
    expiry.set(socket('later').live, start + 60_000)
    expiry.set(socket('past').live, start - 1)
    expiry.set(socket('never').live, Number.POSITIVE_INFINITY)
    vi.advanceTimersByTime(1000)
    expect(due.map(([id]) => id)).toEqual(['past'])
    vi.advanceTimersByTime(120_000)
    expect(due.map(([id]) => id)).toEqual(['past', 'soon', 'later'])
    expect(due[1]?.[1]).toBeGreaterThanOrEqual(start + 1500)
    expect(due[1]?.[1]).toBeLessThan(start + 3000)
    expiry.stop()
  })

  it('is moved by a fresh token, and gone with its socket', () => {
    const due: unknown[] = []
    const expiry = new Expiry((live) => due.push(live), Date.now)
    const [moved, left] = [socket('moved'), socket('left')]
    expiry.set(moved.live, start + 2000)
    expiry.set(left.live, start + 2000)
    expiry.set(moved.live, start + 10_000)
    expiry.remove(left.live)
    vi.advanceTimersByTime(9000)
    expect(due).toEqual([])
    vi.advanceTimersByTime(2000)
    expect(due).toEqual([moved.live])
    expiry.stop()
  })

  it('misses nobody when the clock leaps', () => {
    const due: unknown[] = []
    let now = start
    const expiry = new Expiry(
      (live) => due.push(live),
      () => now,
    )
    expiry.set(socket().live, start + 3_600_000)
    now += 7_200_000
    vi.advanceTimersByTime(1000)
    expect(due.length).toBe(1)
    expiry.stop()
  })
})
