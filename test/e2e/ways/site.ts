import { randomUUID } from 'node:crypto'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { inject, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { type Client, connect, type Hit, type Live, type LiveSnapshot } from '../../../client/src/index.js'
import type { JsonObject } from '../../../src/domain/json.js'
import { eventually } from '../../support/eventually.js'
import { TestClient } from '../../support/testClient.js'
import type { Person, Way } from '../../support/ways/way.js'

const answered = await fetch(inject('way'))
if (!answered.ok) throw new Error(await answered.text())
const { events, people, ws } = (await answered.json()) as Way

/** URL of the WebSocket, for who comes without a credential. */
export const webSocketUrl = ws

/** The slowest way may be busy with other tests; a test fails by what it expects, not by its patience. */
export const patience = 90_000

const bridge = new EventBridgeClient({
  endpoint: events.url,
  region: 'eu-central-1',
  credentials: { accessKeyId: events.accessKeyId, secretAccessKey: events.secretAccessKey },
})

/** Details, as a producer sends them to EventBridge. What fails for the moment is sent again. */
export async function send(details: readonly JsonObject[]): Promise<void> {
  const calls: JsonObject[][] = []
  for (const detail of details) {
    const last = calls.at(-1)
    const fits = last !== undefined && last.length < 10 && JSON.stringify([...last, detail]).length < 200_000
    if (fits) last.push(detail)
    else calls.push([detail])
  }
  const lanes = Array.from({ length: 4 }, async () => {
    for (let call = calls.shift(); call !== undefined; call = calls.shift()) await put(call)
  })
  await Promise.all(lanes)
}

async function put(details: readonly JsonObject[]): Promise<void> {
  const Entries = details.map((detail) => ({
    ...(events.bus === undefined ? {} : { EventBusName: events.bus }),
    Source: 'e2e',
    DetailType: 'tested',
    Detail: JSON.stringify(detail),
  }))
  const answer = await bridge.send(new PutEventsCommand({ Entries }))
  const failed = details.filter((_, i) => answer.Entries?.[i]?.EventId === undefined)
  if (failed.length > 0) await put(failed)
}

/** A service of a test's own, so that tests don't see each other's. */
export function ownService(): string {
  return `svc-${randomUUID()}`
}

/** Details of one service. */
export function details(count: number, service: string, more: (i: number) => JsonObject = () => ({})): JsonObject[] {
  return Array.from({ length: count }, (_, i) => ({
    eventId: `${service}-${i}`,
    service,
    eventType: 'tested',
    ...more(i),
  }))
}

export function idsOf(of: readonly { readonly eventId?: unknown }[]): string[] {
  return of.map((one) => String(one.eventId))
}

/** A raw client, closed when its test is over. `query`: of the URL. */
export async function open(
  options: { person?: Person; query?: string; protocols?: string[] } = {},
): Promise<TestClient> {
  const { person = 'operator', query = '', protocols } = options
  const { kind, secret } = people[person]
  const headers = kind === 'key' ? { 'x-api-key': secret } : { authorization: `Bearer ${secret}` }
  const client = await TestClient.open(`${ws}${query}`, protocols, { headers })
  onTestFinished(() => client.close())
  return client
}

/** The SDK, closed when its test is over. */
export function sdk(person: Person = 'operator'): Client {
  const { kind, secret } = people[person]
  const client = connect({ url: ws, WebSocket, credential: secret, credentialKind: kind })
  onTestFinished(() => client.close())
  return client
}

export function shows(live: Live, what: string, is: (snapshot: LiveSnapshot) => boolean): Promise<LiveSnapshot> {
  return eventually(what, () => is(live.getSnapshot()) && live.getSnapshot(), patience)
}

/** Waits until it is live: from then on nothing is missed. */
export async function settled(live: Live): Promise<Live> {
  await shows(live, 'a live view', ({ state }) => state === 'live')
  return live
}

/** Deliveries may come twice; a client tells them apart by key and version (PROTOCOL, section 5). */
export function once(hits: readonly Hit[]): Hit[] {
  return [
    ...new Map(hits.map((hit) => [`${hit['@timestamp'].slice(0, 10)}/${hit.eventId} ${hit.version}`, hit])).values(),
  ]
}

/** What the index answers to a query now, whole, asked by a connection of its own. */
export async function answer(
  query: { channel?: string; where?: unknown; limit?: number },
  person?: Person,
): Promise<{ readonly hits: readonly Hit[]; readonly total: number }> {
  const client = await open(person === undefined ? {} : { person })
  const { parts } = await client.subscribe(query)
  // It would be one viewer more of all that follows.
  await client.close()
  const inOrder = [...parts].sort((a, b) => a.part - b.part)
  return { hits: inOrder.flatMap((part) => part.hits), total: inOrder.at(-1)?.total ?? -1 }
}
