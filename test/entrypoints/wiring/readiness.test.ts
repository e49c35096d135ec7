import { describe, expect, it } from 'vitest'
import { BackendsReadiness } from '../../../src/entrypoints/wiring/readiness.js'
import type { Health } from '../../../src/ports/backend.js'
import { ManualClock } from '../../support/manualClock.js'

function node(...healths: Health[]) {
  const clock = new ManualClock()
  let asked = 0
  const backends = Object.fromEntries(
    healths.map((health, i) => [
      `b${i}`,
      {
        health: async () => {
          asked++
          return health
        },
      },
    ]),
  )
  return { clock, readiness: new BackendsReadiness(backends, clock, 250), asked: () => asked }
}

describe('readiness', () => {
  it('is given where there is nothing to wait for', async () => {
    expect(await node().readiness.ask()).toEqual({ ok: true, detail: 'ready' })
  })

  it('takes every backend, and tells of each', async () => {
    const weaker = { durable: 'AOF is off' }
    const up = { ok: true, detail: 'green', weaker }
    expect(await node(up, { ok: false, detail: 'no answer' }).readiness.ask()).toEqual({
      ok: false,
      detail: { b0: up, b1: { ok: false, detail: 'no answer' } },
    })
    expect((await node(up, up).readiness.ask()).ok).toBe(true)
  })

  it('takes clocks that differ by less than half of what cursors allow for', async () => {
    const off = (clockOffsetMs: number) => node({ ok: true, detail: 'green', clockOffsetMs }).readiness.ask()
    expect((await off(-125)).ok).toBe(true)
    const { ok, detail } = await off(126)
    expect(ok).toBe(false)
    expect(JSON.stringify(detail)).toContain('differ by 126 ms')
  })

  it('costs the backends one question a second, however many ask', async () => {
    const { asked, clock, readiness } = node({ ok: true, detail: 'green' })
    await Promise.all([readiness.ask(), readiness.ask()])
    clock.advance(1000)
    await readiness.ask()
    expect(asked()).toBe(1)
    clock.advance(1)
    await readiness.ask()
    expect(asked()).toBe(2)
  })
})
