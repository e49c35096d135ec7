import { setImmediate } from 'node:timers/promises'
import { expect } from 'vitest'
import { type Client, connect } from '../../client/src/index.js'
import type { JsonObject } from '../../src/domain/json.js'
import { details, indexAnswer, ownService, viewOf } from '../faults/rig.js'
import { eventually } from './eventually.js'
import type { TimedClock } from './timedClock.js'
import { WatchedSockets } from './watchedSockets.js'

/** What a client grows old at. */
export interface AgingSite {
  /** Of the WebSocket. */
  readonly ws: string
  /** The client's, and that of whatever else here can go by it. */
  readonly clock: TimedClock
  send(details: readonly JsonObject[]): Promise<void>
  /** True while a part that goes by the clock still works at something. */
  isBusy?(): boolean
}

const minute = 60_000
const maxAge = 120 * minute
const patience = 20_000

/**
 * A client lives through its connection's greatest age and beyond it, while documents come, but for half an hour in which
 * none does: it replaces the connection in time, with no break in the view, and the view is what the index answers.
 */
export async function growsOld(site: AgingSite): Promise<void> {
  const { clock, ws } = site
  const sockets = new WatchedSockets(clock)
  // No random moments: the connection is replaced after 60 % of its age.
  const viewer = connect({
    url: ws,
    WebSocket: sockets.WebSocket,
    now: () => clock.now(),
    setTimer: clock.setTimer,
    random: () => 0.25,
    pingAfterMs: 5 * minute,
  })
  try {
    await liveThrough(site, viewer, sockets)
  } finally {
    viewer.close()
  }
}

async function liveThrough(site: AgingSite, viewer: Client, sockets: WatchedSockets): Promise<void> {
  const { clock, ws, send } = site
  const service = ownService()
  /** Nothing is under way that would be late because the clock moves faster than this machine. */
  const settled = async () => {
    await setImmediate()
    await eventually('all is answered', () => !sockets.isBusy() && site.isBusy?.() !== true, patience)
  }
  const view = await viewOf({ ws, viewer, index: [], send }, service)
  const { live, added, wrong } = view
  const states = new Set<string>()
  const look = () => {
    const { state } = live.getSnapshot()
    const isOpen = sockets.all.some((socket) => socket.isOpen)
    states.add(state === 'live' && !isOpen ? 'live without a socket' : state)
  }
  for (const each of [live, viewer]) each.subscribe(look)

  const began = clock.now()
  const sent = details(40, service)
  let next = 0
  while (clock.now() < began + maxAge + 10 * minute) {
    await settled()
    look()
    clock.step(minute)
    const minutes = (clock.now() - began) / minute
    const isQuiet = minutes > 25 && minutes < 55
    // At each step around the change of connections, so that some are under way just then.
    const isRush = minutes > 68 && minutes < 76
    if (!isQuiet && (isRush || minutes > next * 4) && next < sent.length - 1) await send(sent.slice(next, ++next))
  }
  await send(sent.slice(next))
  const has = () => live.getSnapshot().hits.length
  await eventually(
    'every document in the view',
    async () => {
      await settled()
      if (has() < sent.length) clock.step(100)
      return has() >= sent.length
    },
    patience,
  )
  await settled()
  look()

  expect([...states]).toEqual(['live'])
  const [first, second, ...more] = sockets.all
  expect(more).toEqual([])
  expect(first?.closeCode, 'left by the client, not ended by the other side').toBe(1000)
  expect(second?.isOpen).toBe(true)
  const age = (second?.openedAt ?? 0) - (first?.openedAt ?? 0)
  expect(age).toBeGreaterThanOrEqual(maxAge * 0.5)
  expect(age).toBeLessThan(maxAge)
  expect(first?.pings, 'in the half hour without documents').toBeGreaterThan(1)
  expect(wrong).toEqual([])
  const wanted = sent.map((one) => String(one['eventId'])).sort()
  expect([...new Set(added)].sort()).toEqual(wanted)
  await eventually('the index has them', async () => (await indexAnswer(ws, service)).length === sent.length, patience)
  expect(live.getSnapshot().hits).toEqual(await indexAnswer(ws, service))
  expect(live.getSnapshot().total).toBe(sent.length)
}
