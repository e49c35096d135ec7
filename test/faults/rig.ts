import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { Client, Hit, Live } from '../../client/src/index.js'
import type { JsonObject } from '../../src/domain/json.js'
import { eventually } from '../support/eventually.js'
import type { HttpProxy } from '../support/faults/httpProxy.js'
import { TestClient } from '../support/testClient.js'

/** A way to run that can be disturbed. */
export interface Rig {
  /** The WebSocket of a part that nothing is done to. */
  readonly ws: string
  readonly viewer: Client
  /** On every way to the index. */
  readonly index: readonly HttpProxy[]
  send(details: readonly JsonObject[]): Promise<void>
}

export const patience = 40_000

export function ownService(): string {
  return `fault-${randomUUID()}`
}

export function details(count: number, service: string, more: (i: number) => JsonObject = () => ({})): JsonObject[] {
  const at = Date.now()
  return Array.from({ length: count }, (_, i) => ({
    eventId: `${service}-${i}`,
    service,
    eventType: 'tested',
    '@timestamp': at + i,
    ...more(i),
  }))
}

export interface View {
  readonly live: Live
  /** Ids in the order told, again where one was taken out in between: what a snapshot is not sure of is read anew. */
  readonly added: string[]
  /** Ids that were added while they were shown, or taken out while they were not. */
  readonly wrong: string[]
}

export async function viewOf(rig: Rig, service: string): Promise<View> {
  const live = rig.viewer.live({ channel: `service:${service}` })
  const added: string[] = []
  const wrong: string[] = []
  const shown = new Set<string>()
  live.onChange((change) => {
    for (const { eventId } of change.added) {
      if (shown.has(eventId)) wrong.push(eventId)
      shown.add(eventId)
      added.push(eventId)
    }
    for (const { eventId } of [...change.removed, ...change.trimmed]) if (!shown.delete(eventId)) wrong.push(eventId)
  })
  await eventually('a live view', () => live.getSnapshot().state === 'live', patience)
  return { live, added, wrong }
}

/** What the index answers now. */
export async function indexAnswer(ws: string, service: string): Promise<readonly Hit[]> {
  const client = await TestClient.open(ws)
  const { parts } = await client.subscribe({ channel: `service:${service}` })
  await client.close()
  return [...parts].sort((a, b) => a.part - b.part).flatMap((part) => part.hits)
}

/** Every one of them is delivered, once in the view, and the view is what the index answers. */
export async function allArrive(
  rig: Rig,
  service: string,
  { live, added }: { readonly live: Live; readonly added: readonly string[] },
  sent: readonly JsonObject[],
): Promise<void> {
  const wanted = sent.map((one) => String(one['eventId'])).sort()
  await eventually('all of them', () => live.getSnapshot().hits.length >= wanted.length, patience)
  expect([...added].sort()).toEqual(wanted)
  const { hits, total } = live.getSnapshot()
  expect(total).toBe(wanted.length)
  expect(hits).toEqual(await indexAnswer(rig.ws, service))
}
