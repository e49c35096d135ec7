import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { eventually } from '../../support/eventually.js'
import { putEvents } from '../../support/send.js'
import type { CuttableSite } from './cuttableSite.js'

/** What a visit told, in order: see visit.mjs. */
export interface Said {
  readonly state?: string
  readonly ids?: readonly string[]
  readonly total?: number
  readonly continuity?: string
  readonly link?: string
}

export interface Visit {
  readonly said: readonly Said[]
  end(): Promise<void> | void
}

const patience = 30_000

/** Subscribes, follows, is cut off, resumes, follows again, and closes: `server` is the URL behind the site. */
export async function visiting(
  server: string,
  site: CuttableSite,
  begin: (channel: string) => Promise<Visit>,
): Promise<void> {
  const service = `visited-${randomUUID()}`
  const send = (name: string, version: number) =>
    putEvents(server, [
      { eventId: `${service}-${name}`, version, service, eventType: 'tested', '@timestamp': times[name] ?? now },
    ])
  const now = Date.now()
  const times: Record<string, number> = { a: now - 3000, b: now - 2000, c: now - 1000, d: now }
  const opened = site.count().opened
  await send('a', 1)
  const visit = await begin(`service:${service}`)
  const shows = async (...ids: string[]) => {
    await eventually(
      `live with ${ids}, after ${JSON.stringify(visit.said.slice(-3))}`,
      () =>
        visit.said.at(-1)?.state === 'live' &&
        visit.said.at(-1)?.ids?.join() === ids.map((id) => `${service}-${id}`).join(),
      patience,
    )
    expect(visit.said.at(-1)).toMatchObject({ total: ids.length, continuity: 'complete' })
  }
  await shows('a.1')
  await send('b', 1)
  await send('a', 2)
  await shows('b.1', 'a.2')
  site.cut()
  await eventually('it knows', () => visit.said.at(-1)?.state === 'disconnected', patience)
  await send('c', 1)
  await send('b', 2)
  site.mend()
  await shows('c.1', 'b.2', 'a.2')
  await send('d', 1)
  await shows('d.1', 'c.1', 'b.2', 'a.2')
  const states = visit.said.flatMap(({ state }) => state ?? [])
  expect(states.filter((state, i) => state !== states[i - 1])).toEqual([
    'connecting',
    'subscribing',
    'catching-up',
    'live',
    'disconnected',
    'subscribing',
    'catching-up',
    'live',
  ])
  await visit.end()
  await eventually('it is closed', () => visit.said.at(-1)?.link === 'closed', patience)
  await eventually('its socket is closed', () => site.count().open === 0, patience)
  expect(site.count().opened - opened, 'one socket before the cut, one after').toBe(2)
}
