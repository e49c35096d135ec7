import type { Hit } from '../../src/domain/document/hit.js'
import { type Command, type Happening, ids, type Order, type Plan, tokens, versions } from './plan.js'
import { type Fault, type Process, turn } from './world/calls.js'
import type { Gateway } from './world/gateway.js'
import { Viewer } from './world/viewer.js'
import type { Wire } from './world/wire.js'
import { start, World } from './world/world.js'

const faults: readonly Fault[] = ['fail', 'retry', 'lost', 'twice']
const advances = [1, 2, 5, 30, 300, 1100, 11_000, 310_000] as const
const viewers = 3
/** A run that has not come to rest after so many steps never will. */
const mostSteps = 6000
/** Client's and nodes' timers within it may still change something: answers are waited for 10 s; a backoff takes up to 60 s. */
const quietMs = 12_000
const patienceMs = 75_000

/** One run: the world, those who look at it, and how a plan's commands move both. */
export class Schedule {
  readonly world: World
  readonly viewers: readonly Viewer[]
  /** What was sent, by key of the document: the highest version. */
  readonly emitted = new Map<string, number>()
  readonly plan: Plan
  /** What was sent to somebody who has no right to it. */
  forbidden: string | undefined
  #elapsed = 0

  constructor(plan: Plan) {
    this.plan = plan
    const { brief, limit, remembers, skews, turns, references, sampled, rights, seed } = plan
    const settings = {
      ...(sampled ? { sampleAbove: 1 } : {}),
      ...(brief ? { lease: { from: 'now', ms: 320_000 } as const } : {}),
    }
    this.world = new World({ skews, turns, settings, deltaBytes: references ? 1000 : 200_000 })
    this.viewers = Array.from({ length: viewers }, (_, i) => {
      const policy = sampled && i === 0 ? 'sample' : 'batch'
      const token = rights ? (tokens[i % tokens.length] as string) : tokens[0]
      const viewer = new Viewer(this.world, token, {
        limit,
        remembers,
        policy,
        packed: i !== 1,
        verifyEveryMs: 600_000,
        seed: seed + i,
      })
      viewer.look(i)
      return viewer
    })
  }

  async run({ do: what, n, m }: Command): Promise<void> {
    this.world.calls.log?.push(`--- ${what} ${n} ${m}`)
    await this.#commands[what](n, m)
    this.#elapsed += this.plan.pace
    if (this.#elapsed >= 10) {
      this.#elapsed -= 10
      await this.world.timers.advance(1)
    }
  }

  /** Lets everything come to rest. False: it never does. */
  async rest(order: Order): Promise<boolean> {
    const { gateways, timers } = this.world
    for (const wire of this.world.wires()) wire.slow = false
    for (const node of gateways) {
      node.renew()
      if (node.deaf) node.hear()
    }
    await turn()
    let since = timers.now
    for (let steps = 0; steps < mostSteps; steps++) {
      if (await this.progress(order)) {
        since = timers.now
        continue
      }
      // Whom no node took for long thinks that it is refused: its user tries again.
      const refused = this.viewers.filter(({ client }) => client.state.state === 'unauthorized')
      for (const { client } of refused) client.retryNow()
      await turn()
      if (refused.length > 0) continue
      const isAtRest = this.viewers.every((viewer) => viewer.isAtRest)
      const until = since + (isAtRest ? quietMs : patienceMs)
      if (timers.next > until) return isAtRest
      await timers.advance(Math.max(0, timers.next - timers.now))
    }
    return false
  }

  /** The next thing that can happen without time passing. False: there is none. */
  async progress(order: Order): Promise<boolean> {
    const { bus, calls } = this.world
    const nth = order === 'first' ? 0 : 2 ** 30 - 1
    const last = (of: { readonly length: number }) => (order === 'first' ? 0 : of.length - 1)
    const next: readonly (() => Promise<unknown> | undefined)[] = [
      () => (calls.waiting.length > 0 ? calls.step(last(calls.waiting)) : undefined),
      () => this.#receive(nth, last),
      () => this.#deliver(nth, last),
      () => this.#accept(nth),
      () => this.#take(this.world.ingests, nth, bus.events.waiting.length, 1),
      () => this.#take(this.world.broadcasts, nth, bus.deltas.waiting.length, 1),
    ]
    for (const one of order === 'first' ? next : [...next].reverse()) {
      const done = one()
      if (done === undefined) continue
      await done
      return true
    }
    return false
  }

  readonly #commands: Readonly<Record<Happening, (n: number, m: number) => Promise<unknown> | undefined>> = {
    emit: (n, m) => this.emit(n % (this.plan.few ? 2 : ids.length), (m % versions) + 1),
    events: (n, m) => this.#take(this.world.ingests, n, this.world.bus.events.waiting.length, 1 + (m % 3)),
    deltas: (n, m) => this.#take(this.world.broadcasts, n, this.world.bus.deltas.waiting.length, 1 + (m % 3)),
    step: (n, m) => (this.#isCalled() ? this.world.calls.step(n, m !== 0) : undefined),
    fault: (n, m) => {
      if (!this.#isCalled()) return undefined
      return this.world.calls.fault(n, faults[m % faults.length] as Fault)
    },
    crash: (n, m) => this.#crash(n % 6, m % 2 === 0),
    redeliver: async (n, m) => {
      const { deltas, events } = this.world.bus
      if (m % 3 === 0) deltas.redeliver(n)
      else if (m % 3 === 1) events.redeliver(n)
      // The same id and version with another body: what is stored counts.
      else events.redeliver(n, (event) => ({ ...event, detail: { ...(event.detail as object), text: 'forged' } }))
    },
    receive: (n, m) => this.#receive(n, () => m),
    deliver: (n, m) => this.#deliver(n, () => m),
    accept: (n) => this.#accept(n),
    lose: async (n, m) => {
      if (this.plan.lossy) this.#lose(n, m)
    },
    look: async (n, m) => {
      const viewer = this.#viewer(n)
      if (viewer.looking.length < 2) viewer.look(m)
    },
    leave: async (n, m) => this.#viewer(n).leave(m),
    authorize: async (n, m) => {
      if (this.plan.rights) this.#viewer(n).authorize(tokens[m % tokens.length] as string)
    },
    verify: (n) => this.#viewer(n).verify(),
    cut: async (n) => this.#cut(n),
    drain: async (n) => this.#node(n).drain(),
    slow: async (n) => {
      const wire = pick(this.world.wires(), n)
      if (wire !== undefined) wire.slow = !wire.slow
    },
    deaf: async (n) => {
      const node = this.#node(n)
      if (node.deaf) node.hear()
      else node.deaf = true
    },
    renew: async (n) => this.#node(n).renew(),
    refresh: () => this.world.index.refresh(),
    advance: (_, m) => this.#advance(advances[m % advances.length] as number),
    flow: async (n, m) => {
      for (let i = 0; i < 4 * (m + 1); i++) if (!(await this.progress(n % 4 === 0 ? 'last' : 'first'))) return
    },
  }

  /** A producer sends a version of a document. */
  async emit(id: number, version: number): Promise<void> {
    const { matches, team, day, minute } = this.plan.bodies[id * versions + version - 1] as Plan['bodies'][0]
    const eventId = ids[id] as string
    const timestamp = new Date(start - day * 86_400_000 - (10 - minute) * 60_000).toISOString()
    const key = `${timestamp.slice(0, 10)}/${eventId}`
    this.emitted.set(key, Math.max(version, this.emitted.get(key) ?? 0))
    // What is shorter than the whole document goes as a patch; fields come and go.
    const note = version % 2 === 0 ? { even: version } : { odd: version, unset: true }
    const detail = {
      eventId,
      version,
      timestamp,
      team,
      level: matches ? 'in' : 'out',
      text: 'x'.repeat(this.plan.large ? 20_000 : 300),
      ...note,
    }
    const time = new Date(this.world.timers.now).toISOString()
    await this.world.bus.publish('events', [{ id: 'envelope', source: 's', detailType: 't', time, detail }])
  }

  async #advance(ms: number): Promise<void> {
    const { ingests, settings, timers } = this.world
    // A write that is under way for longer than `maxDeltaAge` tells nothing that may still be told.
    if (ms > settings.maxDeltaAgeMs && ingests.some(({ isIdle }) => !isIdle)) this.world.lossy = true
    await timers.advance(ms)
  }

  #isCalled(): boolean {
    return this.world.calls.waiting.length > 0
  }

  #viewer(n: number): Viewer {
    return this.viewers[n % viewers] as Viewer
  }

  #node(n: number): Gateway {
    return this.world.gateways[n % this.world.gateways.length] as Gateway
  }

  #take(
    workers: readonly { isIdle: boolean; take(nth: number, count: number): void }[],
    nth: number,
    waiting: number,
    count: number,
  ): Promise<void> | undefined {
    const worker = pick(
      workers.filter(({ isIdle }) => isIdle),
      nth,
    )
    if (worker === undefined || waiting === 0) return undefined
    worker.take(nth, count)
    return turn()
  }

  #receive(nth: number, message: (of: { readonly length: number }) => number): Promise<void> | undefined {
    const node = this.world.gateways.find(({ wires }) => [...wires.values()].some(canReceive))
    if (node === undefined) return undefined
    const all = this.world.gateways.flatMap((node) =>
      [...node.wires.values()].filter(canReceive).map((wire) => ({ node, wire })),
    )
    const { node: at, wire } = pick(all, nth) as { node: Gateway; wire: Wire }
    at.receive(wire, message(wire.socket.toServer))
    return turn()
  }

  #deliver(nth: number, message: (of: { readonly length: number }) => number): Promise<void> | undefined {
    const wire = pick(
      this.world.wires().filter(({ toClient }) => toClient.length > 0),
      nth,
    )
    if (wire === undefined) return undefined
    return this.deliver(wire, message(wire.toClient))
  }

  async deliver(wire: Wire, nth: number): Promise<void> {
    const sent = wire.deliver(nth)
    if (this.plan.rights && sent !== undefined && 'text' in sent) this.#check(wire, sent.text)
    this.world.calls.log?.push(`${wire.connection.connectionId} hears ${JSON.stringify(sent)}`)
    await turn()
  }

  /** No document may be sent that none of the tokens of a client admits. */
  #check(wire: Wire, text: string): void {
    const viewer = this.viewers.find((one) => one.has(wire.socket))
    for (const message of [JSON.parse(text)].flat() as { readonly hits?: readonly Hit[] }[]) {
      for (const { eventId, team } of message.hits ?? []) {
        if (viewer?.admits(team as string) === false) this.forbidden = `${eventId} of team ${team} was sent`
      }
    }
  }

  #accept(nth: number): Promise<void> | undefined {
    const viewer = pick(
      this.viewers.filter(({ dialled }) => dialled.length > 0),
      nth,
    )
    if (viewer === undefined) return undefined
    viewer.accept(nth, this.#node(nth))
    return turn()
  }

  #lose(nth: number, message: number): void {
    const wire = pick(
      this.world.wires().filter(({ toClient }) => toClient.some((sent) => 'isHits' in sent && sent.isHits)),
      nth,
    )
    if (wire === undefined) return
    const hits = wire.toClient.filter((sent) => 'isHits' in sent && sent.isHits)
    wire.toClient.splice(wire.toClient.indexOf(hits[message % hits.length] as (typeof hits)[0]), 1)
    this.world.lossy = true
  }

  #cut(nth: number): void {
    const wire = pick(this.world.wires(), nth)
    if (wire === undefined) return
    wire.open = false
    wire.cut(true)
    wire.socket.toServer.push('closed')
  }

  async #crash(nth: number, arrives: boolean): Promise<void> {
    const { broadcasts, calls, gateways, ingests, timers } = this.world
    const one = [...ingests, ...broadcasts, ...gateways][nth] as { readonly process: Process; restart(): void }
    calls.crash(one.process, arrives)
    timers.drop(({ of }) => of === one.process)
    one.restart()
  }
}

function canReceive({ filed, socket }: Wire): boolean {
  return socket.toServer.length > 0 && (filed || socket.toServer.includes('closed'))
}

function pick<T>(from: readonly T[], nth: number): T | undefined {
  return from[nth % from.length]
}
