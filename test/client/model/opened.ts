import type { Client, ConnectOptions } from '../../../client/src/index.js'
import { type FakeSocket, FakeWorld } from './fakeWorld.js'
import { at } from './messages.js'

/** A client whose link is open and sends no pings, the first of which is answered. */
export async function opened(
  options: Partial<ConnectOptions> = {},
): Promise<{ world: FakeWorld; client: Client; socket: FakeSocket }> {
  const world = new FakeWorld()
  const client = world.connect({ pingAfterMs: 10_000_000, ...options })
  const socket = await world.open()
  socket.say({ type: 'pong', ref: socket.last('ping').ref, now: at(0) })
  return { world, client, socket }
}
