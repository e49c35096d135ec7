import type { Client, ConnectOptions } from './api.js'

/** Connects, and stays connected until it is closed. Throws where there is no WebSocket class, or the URL is none. */
export function connect(options: ConnectOptions): Client {
  throw new Error(`not connected yet: ${options.url}`)
}
