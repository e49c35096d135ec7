import { type Client, connect, type Live, type LiveQuery, type SocketClass } from '../../../client/src/index.js'
import type { Gateway } from './gateway.js'
import { ModelSocket } from './wire.js'
import { identityOf, type World } from './world.js'

/** What may be looked at. */
export const queries: readonly LiveQuery[] = [
  { where: { level: 'in' } },
  { channel: 'team:a', where: { level: 'in' } },
  {},
]

export interface Looking {
  readonly live: Live
  readonly query: LiveQuery
}

export interface ViewerOptions {
  readonly limit: number
  readonly remembers: number
  readonly packed: boolean
  readonly policy: 'batch' | 'sample'
  readonly verifyEveryMs: number
  readonly seed: number
}

/** A real client, whose sockets, time and chance are the model's. */
export class Viewer {
  readonly client: Client
  readonly looking: Looking[] = []
  /** Sockets that no node has taken yet. */
  readonly dialled: ModelSocket[] = []
  token: string
  /** A token that the server has not taken yet. */
  isAuthorizing = false
  readonly #options: ViewerOptions
  readonly #world: World
  readonly #tokens: string[]
  readonly #mine = new Set<ModelSocket>()
  #chance: number

  constructor(world: World, token: string, options: ViewerOptions) {
    this.#world = world
    this.token = token
    this.#tokens = [token]
    this.#options = options
    this.#chance = options.seed
    const { dialled } = this
    const mine = this.#mine
    this.client = connect({
      url: 'ws://model/ws',
      credential: () => this.token,
      WebSocket: class extends ModelSocket {
        constructor(_url: string, protocols: string[] = []) {
          super(protocols)
          dialled.push(this)
          mine.add(this)
        }
      } satisfies SocketClass,
      now: () => world.timers.now,
      random: () => this.#random(),
      setTimer: (run, ms) => world.timers.set(this, run, ms),
      platform: { online: () => true, hidden: () => false, listen: () => () => {} },
      verifyEveryMs: options.verifyEveryMs,
      // Frames are paid for: no ping while the model comes to rest.
      pingAfterMs: 300_000,
    })
  }

  has(socket: ModelSocket): boolean {
    return this.#mine.has(socket)
  }

  /** Whether any token that it ever had admits it to what is of this team. */
  admits(team: string): boolean {
    return this.#tokens.some((token) => token.split('+').includes(team))
  }

  /** Opens the nth of the sockets that wait, on that node. */
  accept(nth: number, node: Gateway): void {
    const [socket] = this.dialled.splice(nth % this.dialled.length, 1)
    if (socket === undefined || socket.ended) return
    const token = socket.protocols.find((offered) => offered.startsWith('bearer.'))?.slice(7) ?? ''
    node.accept(socket, identityOf(token), this.#options.packed)
  }

  look(nth: number): void {
    const { limit, policy, remembers } = this.#options
    const query = { ...queries[nth % queries.length], limit, policy, remembers }
    const live = this.client.live(query)
    this.looking.push({ live, query })
  }

  leave(nth: number): void {
    const [left] = this.looking.splice(nth % this.looking.length, 1)
    left?.live.close()
  }

  /** Takes a fresh token with other rights, and gives it to the server until it is taken. */
  authorize(token: string): void {
    if (this.isAuthorizing) return
    this.token = token
    this.#tokens.push(token)
    this.isAuthorizing = true
    const give = (): Promise<void> =>
      this.client.authorize(token).then(
        () => {
          this.isAuthorizing = false
        },
        () => {
          this.#world.timers.set(this, () => void give(), 1000)
        },
      )
    void give()
  }

  /** Compares its views with the index, as it does now and then. */
  async verify(): Promise<void> {
    const { timers } = this.#world
    const { verifyEveryMs } = this.#options
    const isVerify = (ms: number) => ms >= 0.9 * verifyEveryMs && ms <= verifyEveryMs
    for (let i = 0; i < this.looking.length; i++) {
      const timer = timers.find(({ of, ms }) => of === this && isVerify(ms))
      if (timer === undefined) return
      await timers.fire(timer)
    }
  }

  get isAtRest(): boolean {
    if (this.isAuthorizing || this.client.state.state !== 'open') return false
    return this.looking.every(({ live }) => live.getSnapshot().state === 'live')
  }

  #random(): number {
    this.#chance = (Math.imul(this.#chance, 1664525) + 1013904223) >>> 0
    return this.#chance / 2 ** 32
  }
}
