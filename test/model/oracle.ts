import { planQuery } from '../../src/application/session/planQuery.js'
import type { Hit } from '../../src/domain/document/hit.js'
import { sameJson } from '../../src/domain/json.js'
import type { Schedule } from './schedule.js'
import { queries } from './world/viewer.js'
import { identityOf } from './world/world.js'

/** What is wrong, and which invariant of docs/guarantees.md it breaks. */
export interface Broken {
  readonly invariant: string
  readonly what: string
}

/** What the index answers to each view, and what else must hold at rest. Undefined: nothing is wrong. */
export async function broken(schedule: Schedule): Promise<Broken | undefined> {
  const { world, viewers } = schedule
  if (schedule.forbidden !== undefined) return { invariant: 'I3', what: schedule.forbidden }
  const refused = world.bus.events.dead.find(({ why }) => why !== 'attempts')
  if (refused !== undefined) return { invariant: 'I6', what: `an event that is right was refused: ${refused.why}` }
  const wrong = (await unstored(schedule)) ?? (await outdated(schedule))
  if (wrong !== undefined) return wrong
  await world.index.refresh()
  for (const [i, { looking, token }] of viewers.entries()) {
    for (const { live, query } of looking) {
      const planned = planQuery(query, identityOf(token).claims, world.access)
      if (!planned.ok) throw new Error(planned.refusal.message)
      const { limit = 100 } = query
      const { hits } = await world.index.search(planned.value.where, { limit })
      const shown = live.getSnapshot()
      const fault = differs(shown.hits, hits)
      if (fault !== undefined) {
        const names = `viewer ${i} shows ${list(shown.hits)}, the index answers ${list(hits)}`
        return { invariant: fault, what: names }
      }
      if (shown.continuity !== 'complete') return { invariant: 'I10', what: `viewer ${i} is told of a loss` }
    }
  }
  return undefined
}

/** Every document is stored at the highest version that was sent, unless that is among the dead letters. */
async function unstored({ emitted, world }: Schedule): Promise<Broken | undefined> {
  if (world.bus.events.dead.length > 0) return undefined
  const found = await world.index.get([...emitted.keys()])
  for (const [key, version] of emitted) {
    const stored = found.get(key)?.stored.hit.version
    if (stored !== version) return { invariant: 'I6', what: `${key} is stored at version ${stored}, not ${version}` }
  }
  return undefined
}

/** No subscription stands by rights that its holder has no more. */
async function outdated({ plan, viewers, world }: Schedule): Promise<Broken | undefined> {
  if (!plan.rights) return undefined
  for (const { connection, socket } of world.wires()) {
    const viewer = viewers.find((one) => one.has(socket))
    if (viewer === undefined || socket.ended) continue
    const { claims } = identityOf(viewer.token)
    const planned = queries.map((query) => planQuery(query, claims, world.access))
    const standing = new Set(planned.map((one) => (one.ok ? one.value.queryId : '')))
    for (const { query } of await world.store.subscriptions(connection.connectionId)) {
      if (!standing.has(query.queryId)) return { invariant: 'I3', what: `a query stands by rights that are no more` }
    }
  }
  return undefined
}

function differs(shown: readonly Hit[], answered: readonly Hit[]): string | undefined {
  if (sameJson(shown as never, answered as never)) return undefined
  const name = (hit: Hit) => `${hit['@timestamp'].slice(0, 10)}/${hit.eventId}`
  const names = shown.map(name)
  const wanted = answered.map(name)
  if (new Set(names).size < names.length) return 'I2'
  if (wanted.some((key) => !names.includes(key))) return 'I1'
  if (names.some((key) => !wanted.includes(key))) return 'I5'
  const order = names.some((key, at) => key !== wanted[at])
  return order ? 'I11' : 'I4'
}

function list(hits: readonly Hit[]): string {
  const day = (hit: Hit) => hit['@timestamp'].slice(8, 10)
  return `[${hits.map((hit) => `${day(hit)}/${hit.eventId} v${hit.version}`).join(', ')}]`
}
