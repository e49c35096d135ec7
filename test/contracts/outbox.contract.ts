import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Frame, frameBytes } from '../../src/domain/wire/frame.js'
import type { Address } from '../../src/ports/connection.js'
import type { Outbox, Undelivered } from '../../src/ports/outbox.js'
import { eventually } from '../support/eventually.js'

/** A receiver as the outbox's own transport makes it. */
export interface Receiver {
  readonly address: Address
  /** All texts that arrived so far. */
  readonly received: readonly string[]
  /** The close code, once it is closed. */
  readonly closed: number | undefined
  /** Stops, and takes up, reading from the network. */
  pause(): void
  resume(): void
  leave(): Promise<void>
}

export interface OutboxUnderTest {
  readonly outbox: Outbox
  /** What it cannot promise. */
  readonly weaker?: WeakerOutbox
  /** Most bytes that it holds for one receiver. */
  readonly maxBufferedBytes: number
  connect(): Promise<Receiver>
  /** Bytes that it holds for a receiver now. */
  held(receiver: Receiver): number
  /** Where `post` answers before it knows who is gone: all that was told so far of those who were posted to. */
  readonly toldLater?: () => readonly Undelivered[]
  stop(): Promise<void>
}

/** Promises that a transport cannot keep: the suite asks for what is left of them. */
export interface WeakerOutbox {
  /** It tells no close codes: receivers see this one, and `goodbye` carries the reason. */
  readonly closeCode: number
  /** It holds nothing: who does not read is given up while others are served, and is not told what it missed. */
  readonly slow: 'given up'
}

const encoder = new TextEncoder()

function frame(text: string, hits = 1): Frame {
  return { bytes: encoder.encode(text), hits: new Map([['q1', hits]]) }
}

const big = (n: number) => frame(JSON.stringify({ n, pad: 'x'.repeat(frameBytes - 64) }))

/** Laws of `Outbox`. */
export function outboxContract(name: string, open: () => Promise<OutboxUnderTest>): void {
  describe(`Outbox: ${name}`, () => {
    let under: OutboxUnderTest
    beforeEach(async () => {
      under = await open()
    })
    afterEach(() => under.stop())

    it('brings the frames of a call to each receiver, in order', async () => {
      const receivers = [await under.connect(), await under.connect()]
      const frames = Array.from({ length: 50 }, (_, i) => frame(`{"n":${i}}`))
      expect(
        await under.outbox.post(
          frames,
          receivers.map((r) => r.address),
        ),
      ).toEqual([])
      await under.outbox.post(
        [frame('{"n":50}')],
        receivers.map((r) => r.address),
      )
      const wanted = Array.from({ length: 51 }, (_, i) => `{"n":${i}}`)
      for (const r of receivers) await eventually('all frames', () => r.received.length === 51)
      for (const r of receivers) expect(r.received).toEqual(wanted)
    })

    it('answers who is gone, and serves the others', async () => {
      const [stays, goes] = [await under.connect(), await under.connect()]
      await goes.leave()
      const undelivered = await eventually('gone', async () => {
        const answered = await under.outbox.post([frame('{}')], [goes.address, stays.address])
        const told = [...answered, ...(under.toldLater?.() ?? [])]
        return told.length > 0 && told
      })
      expect(new Set(undelivered.map(({ to }) => to.connectionId))).toEqual(new Set([goes.address.connectionId]))
      await eventually('the frame', () => stays.received.length > 0)
    })

    it('holds no more than its bound for who does not read, tells nobody else of it, and counts what it shed', async () => {
      const [slow, quick] = [await under.connect(), await under.connect()]
      slow.pause()
      if (under.weaker !== undefined) return givesUp(slow, quick)
      let sent = 0
      // More than the bound and all that the network takes.
      for (; sent < 400; sent++) {
        await under.outbox.post([big(sent)], [slow.address, quick.address])
        expect(under.held(slow)).toBeLessThan(under.maxBufferedBytes + 3 * frameBytes)
        if (sent % 20 === 0) await eventually('the quick one', () => quick.received.length > sent - 5)
      }
      await eventually('all at the quick one', () => quick.received.length === sent)
      slow.resume()
      const lagging = await eventually('lagging', () => slow.received.find((text) => text.includes('"lagging"')))
      const message = JSON.parse(lagging) as { queryId: string; missed: number; cursor: string }
      const arrived = slow.received.filter((text) => text.includes('"pad"')).length
      expect(message.queryId).toBe('q1')
      expect(message.missed).toBe(sent - arrived)
      expect(new Date(message.cursor).toISOString()).toBe(message.cursor)
    })

    /** As strong as it gets without a place to hold what is shed. */
    async function givesUp(slow: Receiver, quick: Receiver): Promise<void> {
      for (let sent = 1; ; sent++) {
        const undelivered = await under.outbox.post([big(sent)], [slow.address, quick.address])
        expect(under.held(slow)).toBeLessThan(under.maxBufferedBytes + 3 * frameBytes)
        await eventually('the quick one', () => quick.received.length === sent)
        if (undelivered.length === 0 && sent < 400) continue
        expect(undelivered).toEqual([{ to: slow.address, why: 'gaveUp' }])
        return
      }
    }

    it('sends again to who caught up', async () => {
      const slow = await under.connect()
      slow.pause()
      if (under.weaker !== undefined) {
        await givesUp(slow, await under.connect())
        slow.resume()
        // Everything that was taken for it, and what comes then; whoever gave up closes it, but that is not the outbox's.
        await eventually('the frame after', async () => {
          await under.outbox.post([frame('{"after":1}')], [slow.address])
          return slow.received.includes('{"after":1}')
        })
        return
      }
      for (let i = 0; i < 400; i++) await under.outbox.post([big(i)], [slow.address])
      slow.resume()
      await eventually('lagging', () => slow.received.find((text) => text.includes('"lagging"')))
      await under.outbox.post([frame('{"after":1}')], [slow.address])
      await eventually('the frame after', () => slow.received.includes('{"after":1}'))
    })

    it('brings an answer whole to who reads it, though it is larger than what is held, and brings hits beside it', async () => {
      const receiver = await under.connect()
      // More than the bound and all that the network takes at once.
      const count = Math.ceil((under.maxBufferedBytes + 16_000_000) / frameBytes)
      const answer = Array.from({ length: count }, (_, i) => ({ ...big(i), hits: new Map<string, number>() }))
      const posted = under.outbox.post(answer, [receiver.address])
      await under.outbox.post([frame('{"hit":1}')], [receiver.address])
      expect(await posted).toEqual([])
      await eventually('all of it', () => receiver.received.length === count + 1)
      const parts = receiver.received.filter((text) => text.includes('"pad"'))
      expect(parts.map((text) => (JSON.parse(text) as { n: number }).n)).toEqual(answer.map((_, i) => i))
    })

    it('holds no more than its bound of an answer that is not read, and goes on when it is', async () => {
      const slow = await under.connect()
      slow.pause()
      const answer = Array.from({ length: 600 }, (_, i) => ({ ...big(i), hits: new Map<string, number>() }))
      let over = false
      const posted = under.outbox.post(answer, [slow.address]).finally(() => {
        over = true
      })
      await eventually('it waits', () => under.held(slow) > 0)
      const hit = under.outbox.post([frame('{"hit":1}')], [slow.address])
      if (under.weaker === undefined) await hit
      expect(over).toBe(false)
      expect(under.held(slow)).toBeLessThan(under.maxBufferedBytes + 3 * frameBytes)
      slow.resume()
      expect(await posted).toEqual([])
      expect(await hit).toEqual([])
      await eventually('all of it', () => slow.received.length === 601)
    })

    it('answers that who leaves in the middle of an answer is gone', async () => {
      const slow = await under.connect()
      slow.pause()
      const answer = Array.from({ length: 600 }, (_, i) => ({ ...big(i), hits: new Map<string, number>() }))
      const posted = under.outbox.post(answer, [slow.address])
      await eventually('it waits', () => under.held(slow) > 0)
      slow.resume()
      await slow.leave()
      expect(await posted).toMatchObject([{ why: 'gone' }])
    })

    it('closes with the code that is asked, after the last words', async () => {
      const receiver = await under.connect()
      await under.outbox.close(receiver.address, 4408, { type: 'goodbye', reason: 'expired', reconnectAfterMs: 5 })
      await eventually('closed', () => receiver.closed !== undefined)
      expect(receiver.closed).toBe(under.weaker?.closeCode ?? 4408)
      expect(receiver.received).toEqual(['{"type":"goodbye","reason":"expired","reconnectAfterMs":5}'])
      const answered = await under.outbox.post([frame('{}')], [receiver.address])
      const [gone] = await eventually('gone', () => {
        const told = [...answered, ...(under.toldLater?.() ?? [])]
        return told.length > 0 && told
      })
      expect(gone).toEqual({ to: receiver.address, why: 'gone' })
    })
  })
}
