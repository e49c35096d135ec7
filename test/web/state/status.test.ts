import { describe, expect, it } from 'vitest'
import { type Banner, bannerOf, duration, type Situation } from '../../../web/src/state/banner.js'
import { statusOf } from '../../../web/src/state/status.js'

const heard = { connection: 'open', live: 'live', sampling: false, now: 0 }

describe('the connection mark', () => {
  it.each([
    [{}, 'live', 'Live'],
    [{ sampling: true }, 'sampled', 'Live, sampled'],
    [{ live: 'lagging', missed: 1312 }, 'lagging', 'Lagging, 1,312 missed'],
    [{ live: 'lagging' }, 'lagging', 'Lagging'],
    [{ live: 'subscribing' }, 'catching-up', 'Catching up'],
    [{ live: 'catching-up', sampling: true }, 'catching-up', 'Catching up'],
    [{ connection: 'connecting', live: 'connecting' }, 'connecting', 'Connecting'],
    [{ connection: 'disconnected', live: 'disconnected' }, 'disconnected', 'Disconnected'],
    [{ connection: 'unauthorized', live: 'disconnected' }, 'unauthorized', 'Not admitted'],
  ] as const)('%j is %s', (given, kind, text) => {
    expect(statusOf({ ...heard, ...given })).toEqual({ kind, text })
  })

  it('counts down to the next attempt apart from what is announced', () => {
    const down = { ...heard, connection: 'disconnected', retryAt: 2400 }
    expect(statusOf(down)).toEqual({ kind: 'disconnected', text: 'Disconnected', tail: ', retrying in 3 s' })
    expect(statusOf({ ...down, now: 5000 }).tail).toBe(', retrying')
  })
})

const calm: Situation = {
  state: 'live',
  answered: true,
  missed: 0,
  sampled: false,
  unsentLately: 0,
  sentLately: 0,
  policy: 'sample',
  latestBy: 'service',
}
const back = { awayMs: 36_000, missed: 1204, lost: false }
/** From the best to the worst: each hides those before it. */
const worse: readonly (readonly [Partial<Situation>, string | undefined])[] = [
  [{}, undefined],
  [{ back: { ...back, missed: 0 } }, undefined],
  [{ back }, 'Back after 36 s; 1,204 lie beyond this view.'],
  [{ sampled: true, unsentLately: 3120 }, 'Sampling: 3,120 hits not shown in the last 10 s.'],
  [{ state: 'lagging', missed: 312 }, '312 hits were not sent to this page:'],
  [{ downSince: Date.parse('2026-11-24T09:46:54Z') }, 'No connection since 09:46:54.'],
  [{ error: { message: 'no such field' } }, 'The server refused this query.'],
]

describe('the banner', () => {
  it('is one, the worst', () => {
    let situation = calm
    for (const [more, title] of worse) {
      situation = { ...situation, ...more }
      expect(bannerOf(situation)?.title).toBe(title)
    }
  })

  it.each([
    ['sample', ['Show all', 'Latest only']],
    ['latest', ['Show all', 'Sample']],
    ['batch', ['Sample', 'Latest only']],
  ] as const)('offers the other ways beside %s', (policy, actions) => {
    const banner = bannerOf({ ...calm, policy, sampled: true, unsentLately: 100, sentLately: 20 }) as Banner
    expect(banner.actions).toEqual(actions)
  })

  it('says what share is sent', () => {
    const sampled = { ...calm, sampled: true, unsentLately: 3120, sentLately: 620 }
    expect(bannerOf(sampled)?.text).toContain('About one in 6 is sent')
    expect(bannerOf({ ...sampled, sentLately: 0 })?.text).toContain('chosen by id')
  })

  it('says that the index lost what it held', () => {
    expect(bannerOf({ ...calm, back: { ...back, missed: 0, lost: true } })?.title).toContain('no longer holds')
  })

  it('says no loss of connection before there was one', () => {
    expect(bannerOf({ ...calm, answered: false, downSince: 0 })).toBeUndefined()
  })

  it.each([
    [400, '1 s'],
    [119_000, '119 s'],
    [240_000, '4 min'],
    [10_800_000, '3 h'],
  ])('%d ms is %s', (ms, said) => {
    expect(duration(ms)).toBe(said)
  })
})
