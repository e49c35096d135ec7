import { WebSocket } from 'ws'
import { type Client, connect, type Live } from '../../client/src/index.js'
import { Chance } from '../domain/query/chance.js'
import { eventually } from '../support/eventually.js'
import { teams } from '../support/ways/credentials.js'
import type { Question } from './questions.js'
import type { Site } from './site.js'

/** One client with one view. */
export interface Viewer {
  readonly question: Question
  readonly client: Client
  readonly live: Live
  /** Has its connection end as by the network: it comes back, and asks again. */
  readonly drop: () => void
}

/** The SDK's clients: some replace their connection often, all come back soon. */
export class Crowd {
  readonly viewers: Viewer[] = []
  came = 0
  deliveries = 0
  /** Documents told to somebody whose rights do not admit them. */
  forbidden = 0
  #wokenAt = 0
  readonly #site: Site
  readonly #chance: Chance

  constructor(site: Site, seed: number) {
    this.#site = site
    this.#chance = new Chance(seed)
  }

  come(question: Question): void {
    const { secret, kind } = this.#site.people[question.who]
    let latest: WebSocket | undefined
    class Kept extends WebSocket {
      constructor(url: string, protocols?: string[]) {
        super(url, protocols, { perMessageDeflate: false })
        latest = this
      }
    }
    const client = connect({
      url: this.#site.ws,
      WebSocket: Kept,
      credential: secret,
      credentialKind: kind,
      // A fifth of the time that a real one waits before it comes back: there is only a minute.
      random: () => this.#chance.below(1000) / 5000,
      pingAfterMs: this.#site.pingAfterMs,
      maxAgeMs: this.came++ % 10 === 0 ? 12_000 : 7_200_000,
    })
    const live = client.live(question.query)
    const own = teams[question.who]
    live.onChange(({ added, changed, removed }) => {
      this.deliveries += added.length + changed.length + removed.length
      const shown = [...added, ...changed.map(({ after }) => after)]
      if (own.length > 0) this.forbidden += shown.filter((hit) => !own.includes(String(hit['team']))).length
    })
    this.viewers.push({ question, client, live, drop: () => latest?.terminate() })
  }

  /** As `come`, once fewer than some wait for their first answer: a rush would time out, and begin anew. */
  async comeInTurn(question: Question, patienceMs: number): Promise<void> {
    const waiting = () => this.viewers.filter(({ live }) => live.getSnapshot().verifiedAt === undefined)
    const hasRoom = () => {
      this.#wake()
      return waiting().length < 24
    }
    await eventually('room for one more', hasRoom, patienceMs)
    this.come(question)
  }

  leave(): void {
    const [viewer] = this.viewers.splice(this.#chance.below(this.viewers.length), 1)
    viewer?.client.close()
  }

  /** Resolves when every view is live. Who waits before it comes back comes now. */
  settled(what: string, patienceMs: number): Promise<void> {
    return this.#until(what, patienceMs, ({ live }) => live.getSnapshot().state === 'live')
  }

  /** Has these come back and ask once more; resolves when they were answered, and all are live. */
  async askAgain(viewers: readonly Viewer[], patienceMs: number): Promise<void> {
    const before = new Map(viewers.map((viewer) => [viewer, viewer.live.getSnapshot().verifiedAt ?? 0]))
    for (const { drop } of viewers) drop()
    await this.#until('all were answered again', patienceMs, (viewer) => {
      const { state, verifiedAt = 0 } = viewer.live.getSnapshot()
      return state === 'live' && verifiedAt > (before.get(viewer) ?? 0)
    })
  }

  /** As when somebody presses "retry": some wait, and some took a failure at their very first for a refusal. */
  #wake(): void {
    if (Date.now() - this.#wokenAt < 2000) return
    this.#wokenAt = Date.now()
    for (const { client } of this.viewers) client.retryNow()
  }

  async #until(what: string, patienceMs: number, is: (viewer: Viewer) => boolean): Promise<void> {
    const probe = () => {
      this.#wake()
      return this.viewers.every(is)
    }
    await eventually(what, probe, patienceMs).catch((error: unknown) => {
      const states = this.viewers.map(({ client, live }) => `${client.state.state}/${live.getSnapshot().state}`)
      const counted = [...new Set(states)].map((one) => `${states.filter((state) => state === one).length} ${one}`)
      throw new Error(`${String(error)}: ${counted.join(', ')}`)
    })
  }

  close(): void {
    for (const { client } of this.viewers) client.close()
  }
}
