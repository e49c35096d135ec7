import { describe, expect, it } from 'vitest'
import { frameBytes } from '../../../src/domain/wire/frame.js'
import { outboxContract } from '../../contracts/outbox.contract.js'
import { eventually } from '../../support/eventually.js'
import { ManualClock } from '../../support/manualClock.js'
import { RecordingTelemetry } from '../../support/recordingTelemetry.js'
import { openSockets } from '../../support/socketReceivers.js'

outboxContract('sockets', () =>
  openSockets({
    clock: new ManualClock(),
    telemetry: new RecordingTelemetry(),
    maxBufferedBytes: 300_000,
    checkMs: 10,
  }),
)

describe('SocketOutbox', () => {
  it('closes with 4429 who was told lagging and did not drain in time, and counts what it missed', async () => {
    const clock = new ManualClock()
    const telemetry = new RecordingTelemetry()
    const under = await openSockets({ clock, telemetry, maxBufferedBytes: 100_000, slowMs: 30_000, checkMs: 10 })
    try {
      const slow = await under.connect()
      slow.pause()
      const bytes = new TextEncoder().encode(JSON.stringify('x'.repeat(frameBytes - 10)))
      for (let i = 0; i < 400; i++) await under.outbox.post([{ bytes, hits: new Map([['q1', 2]]) }], [slow.address])
      expect(telemetry.droppedTotal.slow).toBeGreaterThan(0)
      expect(under.outbox.size).toBe(1)
      clock.advance(30_000)
      await eventually('given up', () => under.outbox.size === 0)
      slow.resume()
      await eventually('closed', () => slow.closed !== undefined)
      expect(slow.closed).toBe(4429)
      const said = slow.received.slice(-2).map((text) => JSON.parse(text) as { type: string; missed?: number })
      expect(said).toMatchObject([
        { type: 'lagging', queryId: 'q1', missed: telemetry.droppedTotal.slow },
        { type: 'goodbye', reason: 'slow' },
      ])
    } finally {
      await under.stop()
    }
  })

  it('closes with 4429 who takes nothing of an answer in time', async () => {
    const clock = new ManualClock()
    const under = await openSockets({ clock, telemetry: new RecordingTelemetry(), slowMs: 30_000, checkMs: 10 })
    try {
      const slow = await under.connect()
      slow.pause()
      const bytes = new TextEncoder().encode(JSON.stringify('x'.repeat(frameBytes - 10)))
      const posted = under.outbox.post(
        Array.from({ length: 600 }, () => ({ bytes, hits: new Map<string, number>() })),
        [slow.address],
      )
      await eventually('it waits', () => under.held(slow) > 0)
      clock.advance(29_999)
      expect(under.outbox.size).toBe(1)
      // The network may have taken more of it meanwhile: its time counts from the last that it took.
      let answer: unknown
      void posted.then((given) => {
        answer = given
      })
      await eventually('given up', () => {
        if (answer === undefined) clock.advance(30_000)
        return answer
      })
      expect(answer).toMatchObject([{ why: 'gone' }])
      slow.resume()
      await eventually('closed', () => slow.closed !== undefined)
      expect(slow.closed).toBe(4429)
      expect(JSON.parse(slow.received.at(-1) ?? '')).toMatchObject({ type: 'goodbye', reason: 'slow' })
    } finally {
      await under.stop()
    }
  })

  it('lets others have their turn while an answer goes out that the network takes at once', async () => {
    const under = await openSockets({ clock: new ManualClock(), telemetry: new RecordingTelemetry() })
    try {
      const receiver = await under.connect()
      let turns = 0
      let over = false
      const count = () => {
        turns++
        if (!over) setImmediate(count)
      }
      setImmediate(count)
      for (let i = 0; i < 64; i++) {
        await under.outbox.post([{ bytes: new TextEncoder().encode('{}'), hits: new Map() }], [receiver.address])
      }
      over = true
      expect(turns).toBeGreaterThanOrEqual(7)
    } finally {
      await under.stop()
    }
  })
})
