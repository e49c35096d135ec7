import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RefreshTurns } from '../../src/ports/refreshTurns.js'

export interface TurnsUnderTest {
  /** Another instance on the same turns, as another process would have it. */
  instance(): RefreshTurns
  close?(): Promise<void>
}

interface Refresh {
  readonly turn: number
  readonly startedAt: number
}

/** What a use case does with turns, at its shortest: answers the turn that serves the caller. */
async function served(turns: RefreshTurns, refresh: (turn: number) => Promise<void>): Promise<number> {
  for (;;) {
    const { turn, lead, waitMs } = await turns.join()
    if (lead) {
      await setTimeout(waitMs)
      if (await turns.start(turn)) {
        await refresh(turn)
        await turns.finish(turn)
        return turn
      }
    }
    const until = performance.now() + 1200
    while (performance.now() < until) {
      if ((await turns.finished()) >= turn) return turn
      await setTimeout(20)
    }
  }
}

/** Laws of `RefreshTurns`, by real clocks. Each `open` answers turns that nobody joined before. */
export function refreshTurnsContract(name: string, open: () => Promise<TurnsUnderTest>): void {
  describe(`RefreshTurns: ${name}`, () => {
    let under: TurnsUnderTest
    let turns: RefreshTurns
    beforeEach(async () => {
      under = await open()
      turns = under.instance()
    })
    afterEach(() => under.close?.())

    it('gives one turn to all who ask before it starts, and one of them the lead', async () => {
      const joined = await Promise.all(Array.from({ length: 10 }, () => under.instance().join()))
      expect(new Set(joined.map(({ turn }) => turn)).size).toBe(1)
      expect(joined.filter(({ lead }) => lead)).toHaveLength(1)
    })

    it('closes a turn when it starts: who comes later gets the next, and waits for it', async () => {
      const first = await turns.join()
      expect(first.lead).toBe(true)
      expect(await turns.start(first.turn)).toBe(true)
      const second = await under.instance().join()
      expect(second.turn).toBe(first.turn + 1)
      expect(second.lead).toBe(true)
      expect(second.waitMs).toBeGreaterThan(0)
      expect(second.waitMs).toBeLessThanOrEqual(1000)
    })

    it('lets one start a turn, once', async () => {
      const { turn } = await turns.join()
      const answers = await Promise.all(Array.from({ length: 5 }, () => under.instance().start(turn)))
      expect(answers.filter((started) => started)).toHaveLength(1)
      expect(await turns.start(turn)).toBe(false)
    })

    it('knows the highest turn that is over', async () => {
      expect(await turns.finished()).toBe(0)
      const first = await turns.join()
      await turns.start(first.turn)
      const second = await turns.join()
      await setTimeout(second.waitMs)
      await turns.start(second.turn)
      await turns.finish(second.turn)
      expect(await under.instance().finished()).toBe(second.turn)
      await turns.finish(first.turn)
      expect(await turns.finished()).toBe(second.turn)
    })

    it('gives the lead to another within two seconds when the leader died before it started', async () => {
      expect((await turns.join()).lead).toBe(true)
      const from = performance.now()
      const other = under.instance()
      let joined = await other.join()
      while (!joined.lead && performance.now() - from < 5000) {
        await setTimeout(50)
        joined = await other.join()
      }
      expect(performance.now() - from).toBeLessThan(2000)
      expect(await other.start(joined.turn)).toBe(true)
    })

    it('serves the others within two seconds when the leader died in its refresh', async () => {
      const { turn } = await turns.join()
      await turns.start(turn)
      const from = performance.now()
      expect(await served(under.instance(), async () => {})).toBeGreaterThan(turn)
      expect(performance.now() - from).toBeLessThan(2000)
    })

    it('has 50 instances of 10 callers, all within a second, start at most five refreshes, each after who it serves joined', async () => {
      const refreshes: Refresh[] = []
      const refresh = async (turn: number) => {
        refreshes.push({ turn, startedAt: performance.now() })
        await setTimeout(10)
      }
      const began = performance.now()
      const callers = Array.from({ length: 50 }, () => under.instance()).flatMap((instance, i) =>
        Array.from({ length: 10 }, async (_, k) => {
          await setTimeout(((i * 10 + k) * 37) % 1000)
          const joinedAt = performance.now()
          return { joinedAt, turn: await served(instance, refresh) }
        }),
      )
      const answers = await Promise.all(callers)
      // Four a second, and one at once: a machine that is slow today may stretch the second.
      const seconds = (Math.max(...answers.map(({ joinedAt }) => joinedAt)) - began) / 1000
      expect(refreshes.length).toBeLessThanOrEqual(1 + Math.ceil(4 * Math.max(1, seconds)))
      for (const { joinedAt, turn } of answers) {
        // Some refresh that counts for this caller started after it had joined: its own turn, or a later one.
        const own = refreshes.find((refreshed) => refreshed.turn === turn)
        expect(own?.startedAt).toBeGreaterThan(joinedAt)
      }
    })
  })
}
