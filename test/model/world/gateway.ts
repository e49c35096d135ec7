import { CatchUp } from '../../../src/application/session/catchUp.js'
import { Session } from '../../../src/application/session/session.js'
import type { Identity } from '../../../src/domain/rights/identity.js'
import type { Clock } from '../../../src/ports/clock.js'
import { busAround, indexAround, outboxAround, storeAround, turnsAround } from './around.js'
import type { Process } from './calls.js'
import { type ModelSocket, Wire } from './wire.js'
import type { World } from './world.js'

/** A node that holds sockets: it files them, answers what they ask, and tells them when it may have lost posts. */
export class Gateway {
  readonly name: string
  readonly wires = new Map<string, Wire>()
  /** Posts of others do not reach it. */
  deaf = false
  readonly #world: World
  readonly #clock: Clock
  #process!: Process
  #session!: Session

  constructor(world: World, name: string, clock: Clock) {
    this.#world = world
    this.name = name
    this.#clock = clock
    this.#boot()
  }

  get process(): Process {
    return this.#process
  }

  accept(socket: ModelSocket, identity: Identity, packed: boolean): Wire {
    const connectedAt = this.#clock.now()
    const connectionId = `c${this.#world.connections++}`
    const { expiresAt } = identity
    const connection = { connectionId, endpoint: this.name, packed, connectedAt, identity, expiresAt }
    const wire = new Wire(connection, socket, () => this.#clock.now())
    this.wires.set(connectionId, wire)
    this.#session.connect(connection, []).then(
      async () => {
        wire.filed = true
        if (!wire.open) await this.#session.disconnect(connectionId).catch(() => {})
      },
      () => this.drop(wire, 1013),
    )
    socket.onopen?.({})
    return wire
  }

  /** Handles the nth message that has come from a client. */
  receive(wire: Wire, nth: number): void {
    const { toServer } = wire.socket
    const at = nth % toServer.length
    // An end comes after all that was sent before it.
    const [message] = toServer.splice(toServer[at] === 'closed' ? 0 : at, 1)
    if (message === undefined) return
    const { connectionId } = wire.connection
    this.#world.calls.log?.push(`${this.name} takes from ${connectionId} ${JSON.stringify(message)}`)
    if (message === 'closed') this.forget(wire)
    else void this.#session.receive(connectionId, message).then((filed) => filed === 'gone' && this.drop(wire, 4408))
  }

  /** Its socket is no more. */
  forget(wire: Wire): void {
    const { connectionId } = wire.connection
    wire.open = false
    this.wires.delete(connectionId)
    this.#session.disconnect(connectionId).catch(() => {})
  }

  drop(wire: Wire, code: number): void {
    const last = code === 4408 ? ({ type: 'goodbye', reason: 'expired', reconnectAfterMs: 0 } as const) : undefined
    wire.close(code, last)
  }

  /** A sign of life from each of its sockets. */
  renew(): void {
    for (const [id, wire] of this.wires) {
      if (wire.filed) void this.#session.renew(id).then((filed) => filed === 'gone' && this.drop(wire, 4408))
    }
  }

  /** It hears again, and tells its sockets that something may be lost. */
  hear(): void {
    this.deaf = false
    for (const [id, wire] of this.wires) {
      void this.#session.catchUp(id).then((filed) => filed === 'gone' && this.drop(wire, 4408))
    }
  }

  /** Says that it will be no more. */
  drain(): void {
    for (const wire of this.wires.values()) {
      if (wire.open) wire.say({ type: 'goodbye', reason: 'draining', reconnectAfterMs: 100 })
    }
  }

  restart(): void {
    for (const wire of this.wires.values()) {
      wire.open = false
      wire.cut(true)
    }
    this.wires.clear()
    this.deaf = false
    this.#boot()
  }

  #boot(): void {
    const { access, authenticator, bus, calls, index, schema, settings, store, telemetry, timers, turns } = this.#world
    const process = { name: this.name, clock: this.#clock, alive: true }
    const mine = indexAround(index, calls, process)
    const pause = (ms: number) => new Promise<void>((resolve) => timers.set(process, resolve, ms))
    const catchUp = new CatchUp({
      index: mine,
      pause,
      ...(turns === undefined ? {} : { turns: turnsAround(turns, calls, process) }),
    })
    this.#process = process
    this.#session = new Session({
      schema,
      settings,
      access,
      telemetry,
      catchUp,
      index: mine,
      clock: this.#clock,
      authenticator,
      store: storeAround(store, calls, process),
      bus: busAround(bus, calls, process),
      outbox: outboxAround(this.#world.outbox(this), calls, process),
    })
  }
}
