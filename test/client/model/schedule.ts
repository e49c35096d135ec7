import type { Change } from '../../../client/src/api.js'
import { type Event, step } from '../../../client/src/kernel/step.js'
import { addPart, noParts, type Parts, wholeOf } from '../../../client/src/view/parts.js'
import { newQuery, type Query, wantsAgain, wantsFetch } from '../../../client/src/view/query.js'
import type { Hit } from '../../../src/domain/document/hit.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import type { ClientMessage } from '../../../src/domain/wire/clientMessage.js'
import type { Documents } from '../../../src/domain/wire/serverMessage.js'
import { type Body, ModelServer, type Packet } from './modelServer.js'
import { type Command, type Plan, versions } from './plan.js'

/** One client's kernel, driven as the connection drives it, against the model server, step by step. */
export class Schedule {
  readonly server: ModelServer
  readonly toServer: { connection: string; message: ClientMessage }[] = []
  /** Messages were lost without a word: the view is right from the next re-subscription. */
  lossy = false
  query: Query
  /** What a listener that keeps a list by the changes alone would show. */
  listed = new Map<string, Hit>()
  readonly #plan: Plan
  readonly #fetched = new Map<string, Parts<Documents>>()
  #connections = 0
  #current: string
  #next: string | undefined

  constructor(plan: Plan) {
    this.#plan = plan
    this.server = new ModelServer((connection) => (plan.renamed ? `q of ${connection}` : 'q'))
    this.query = newQuery('live', plan.limit, plan.remembers)
    this.#current = this.#connect()
    this.#step({ on: 'opened' })
  }

  run(command: Command): void {
    const { server } = this
    server.time += 1
    if (command.do === 'write') {
      const body = this.#plan.bodies[command.id * versions + command.version - 1] as Body
      server.write(`e${command.id}`, command.version, body, command.skew)
    } else if (command.do === 'broadcast') {
      this.#tell(take(server.untold, command.nth))
    } else if (command.do === 'retell') {
      this.#tell(pick(server.deltas, command.nth))
    } else if (command.do === 'deliver') this.#deliver(take(server.sent, command.nth))
    else if (command.do === 'repeat') this.#deliver(pick(server.sent, command.nth))
    else if (command.do === 'lose') this.#lose(command.nth)
    else if (command.do === 'receive') this.#receive(take(this.toServer, command.nth))
    else if (command.do === 'snapshot') {
      const job = take(server.jobs, command.nth)
      if (job !== undefined) server.snapshot(job)
    } else if (command.do === 'resend') this.#step({ on: 'again' })
    else if (command.do === 'again') this.#askAgain()
    else if (command.do === 'fetch') this.#fetch()
    else if (command.do === 'unfetch') this.#unfetch()
    else if (command.do === 'shed') server.shed(this.#current)
    else if (command.do === 'reconnect') this.#reconnect()
    else if (command.do === 'replace') this.#replace()
    else if (command.do === 'retire') this.#retire()
    else server.time += 10
  }

  /** Lets everything come to rest. Answers false if it never does. */
  settle(order: 'first' | 'last'): boolean {
    const nth = order === 'first' ? 0 : Number.MAX_SAFE_INTEGER
    const { server } = this
    for (let steps = 0; steps < 3000; steps++) {
      server.time += 1
      if (this.toServer.length > 0) this.#receive(take(this.toServer, nth))
      else if (server.jobs.length > 0) server.snapshot(take(server.jobs, nth) as ModelServer['jobs'][0])
      else if (server.sent.length > 0) this.#deliver(take(server.sent, nth))
      else if (server.untold.length > 0) this.#tell(take(server.untold, nth))
      else if (this.#retire()) continue
      else if (wantsFetch(this.query)) this.#fetch()
      else if (wantsAgain(this.query)) this.#askAgain()
      else return true
    }
    return false
  }

  verify(): void {
    this.#step({ on: 'again' })
  }

  #connect(): string {
    const name = `c${this.#connections++}`
    this.server.connect(name)
    return name
  }

  #reconnect(): void {
    for (const connection of [...this.server.connections.keys()]) this.server.disconnect(connection)
    this.toServer.length = 0
    this.#step({ on: 'lost' })
    this.#next = undefined
    this.#current = this.#connect()
    this.#step({ on: 'opened' })
  }

  /** Make before break: the next connection subscribes while the current one still tells. */
  #replace(): void {
    if (this.#next !== undefined) return
    this.#next = this.#connect()
    this.#step({ on: 'again' })
  }

  #retire(): boolean {
    if (this.#next === undefined || this.query.request !== undefined) return false
    this.server.disconnect(this.#current)
    const gone = this.#current
    this.#current = this.#next
    this.#next = undefined
    const others = this.toServer.filter((packet) => packet.connection !== gone)
    this.toServer.splice(0, this.toServer.length, ...others)
    this.#unfetch()
    return true
  }

  #unfetch(): void {
    if (this.query.fetching !== undefined) {
      this.#step({ on: 'unread', id: this.query.fetching.id, code: 'unavailable' })
    }
  }

  #askAgain(): void {
    if (wantsAgain(this.query)) this.#step({ on: 'again' })
  }

  #fetch(): void {
    if (wantsFetch(this.query)) this.#step({ on: 'slot' })
  }

  #lose(nth: number): void {
    const hits = this.server.sent.filter((packet) => packet.message.type === 'hits')
    const lost = pick(hits, nth)
    if (lost === undefined) return
    this.server.sent.splice(this.server.sent.indexOf(lost), 1)
    this.lossy = true
  }

  #tell(told: ModelServer['deltas'][0] | undefined): void {
    if (told !== undefined) this.server.broadcast(told)
  }

  #receive(packet: { connection: string; message: ClientMessage } | undefined): void {
    if (packet !== undefined) this.server.receive(packet.connection, packet.message)
  }

  #deliver(packet: Packet | undefined): void {
    if (packet === undefined) return
    const { message } = packet
    if (message.type === 'documents') this.#collect(message)
    else if (message.type === 'error') this.#step({ on: 'unread', id: message.ref ?? '', code: message.code })
    else this.#step({ on: 'message', message })
  }

  #collect(part: Documents): void {
    const parts = addPart(this.#fetched.get(part.ref) ?? noParts, part)
    this.#fetched.set(part.ref, parts)
    const hits = wholeOf(parts)?.flatMap((each) => each.hits)
    if (hits !== undefined) this.#step({ on: 'read', id: part.ref, hits })
  }

  #step(event: Event): void {
    const { query, effects, change } = step(this.query, event)
    this.query = query
    if (change !== undefined) this.#show(change)
    for (const effect of effects) {
      const connection = this.#next ?? this.#current
      if (effect.do === 'subscribe') {
        const { ref, since } = effect
        const asked = { action: 'subscribe', ref, query: { limit: query.limit } } as const
        this.toServer.push({ connection, message: since === undefined ? asked : { ...asked, since } })
      } else if (effect.do === 'fetch') {
        const { id: ref, queryId, keys } = effect
        const home = queryId === this.server.queryId(connection) ? connection : this.#current
        this.toServer.push({ connection: home, message: { action: 'fetch', ref, queryId, keys } })
      }
    }
  }

  #show(change: Change): void {
    for (const hit of change.added) this.listed.set(keyOf(hit), hit)
    for (const { after } of change.changed) this.listed.set(keyOf(after), after)
    for (const hit of [...change.removed, ...change.trimmed]) this.listed.delete(keyOf(hit))
  }
}

function pick<T>(from: readonly T[], nth: number): T | undefined {
  return from[Math.min(nth, from.length - 1)]
}

function take<T>(from: T[], nth: number): T | undefined {
  return from.splice(Math.min(nth, from.length - 1), 1)[0]
}
