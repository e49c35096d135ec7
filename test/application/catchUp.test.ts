import { describe, expect, it } from 'vitest'
import { CatchUp } from '../../src/application/session/catchUp.js'
import type { RefreshTurns } from '../../src/ports/refreshTurns.js'

/** Turns in this process, as the port wants them. Time does not pass by itself: a pause lets others run. */
class Turns implements RefreshTurns {
  open = 1
  over = 0
  joins = 0
  #led = new Set<number>()
  /** Leaders that were lost before they started. */
  readonly lost = new Set<number>()

  async join() {
    this.joins++
    const lead = !this.#led.has(this.open)
    this.#led.add(this.open)
    return { turn: this.open, lead, waitMs: 0 }
  }
  async start(turn: number) {
    if (this.lost.has(turn)) {
      this.#led.delete(turn)
      this.lost.delete(turn)
      return false
    }
    if (turn !== this.open) return false
    this.open++
    return true
  }
  async finish(turn: number) {
    this.over = Math.max(this.over, turn)
  }
  async finished() {
    return this.over
  }
}

const tick = () => new Promise<void>((resolve) => setImmediate(resolve))

/** An index whose refreshes take a few turns of the event loop, and remember what had been written when they began. */
class Refreshed {
  readonly capabilities = { refresh: 'on-demand', durable: 'process' } as const
  written = 0
  seen = 0
  refreshes = 0
  failures = 0
  async refresh() {
    this.refreshes++
    const written = this.written
    for (let i = 0; i < 3; i++) await tick()
    if (this.failures-- > 0) throw new Error('out of reach')
    this.seen = Math.max(this.seen, written)
  }
}

function instances(count: number, turns: RefreshTurns, index: Refreshed) {
  return Array.from({ length: count }, () => new CatchUp({ index, turns, pause: tick }))
}

describe('catching up by turns', () => {
  it('shows every caller what was written before it asked, at far fewer refreshes than callers', async () => {
    const turns = new Turns()
    const index = new Refreshed()
    const all = instances(50, turns, index)
    const asked: Promise<void>[] = []
    for (let i = 0; i < 500; i++) {
      const wanted = ++index.written
      asked.push((all[i % 50] as CatchUp).caughtUp().then(() => expect(index.seen).toBeGreaterThanOrEqual(wanted)))
      if (i % 100 === 99) await tick()
    }
    await Promise.all(asked)
    expect(index.refreshes).toBeLessThanOrEqual(12)
  })

  it('joins again when who led the refresh is lost', async () => {
    const turns = new Turns()
    turns.lost.add(1)
    const index = new Refreshed()
    index.written = 1
    await Promise.all(instances(3, turns, index).map((one) => one.caughtUp()))
    expect(index.seen).toBe(1)
  })

  it('asks again after a refresh that failed, and says so to its own caller only', async () => {
    const turns = new Turns()
    const index = new Refreshed()
    index.failures = 1
    index.written = 1
    const answers = await Promise.allSettled(instances(3, turns, index).map((one) => one.caughtUp()))
    expect(answers.map((a) => a.status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    expect(index.seen).toBe(1)
  })

  it('gives up where no refresh ever ends', async () => {
    const turns = new Turns()
    turns.finished = async () => 0
    turns.start = async () => false
    await expect(instances(1, turns, new Refreshed())[0]?.caughtUp()).rejects.toThrow('no refresh')
  })
})

it('waits as long as an index that cannot be asked needs', async () => {
  const pauses: number[] = []
  const index = {
    capabilities: { refresh: { everyMs: 10_000 }, durable: 'replicated' as const },
    refresh: async () => {},
  }
  await new CatchUp({ index, pause: async (ms) => void pauses.push(ms) }).caughtUp()
  expect(pauses).toEqual([10_000])
})
