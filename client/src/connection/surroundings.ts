import type { ConnectOptions, Platform, SocketClass } from '../api.js'

/** All that the connection uses of the world outside: what is not given in the options, the platform gives. */
export type Surroundings = Required<
  Pick<
    ConnectOptions,
    'WebSocket' | 'maxAgeMs' | 'pingAfterMs' | 'verifyEveryMs' | 'now' | 'random' | 'setTimer' | 'platform'
  >
>

export function surroundings(options: ConnectOptions): Surroundings {
  const {
    WebSocket = globalThis.WebSocket as SocketClass | undefined,
    maxAgeMs = 7_200_000,
    pingAfterMs = 15_000,
    verifyEveryMs = 600_000,
    now = Date.now,
    random = Math.random,
    setTimer = timeout,
    platform = thisPlatform,
  } = options
  if (!WebSocket) throw new TypeError('option WebSocket is required')
  return {
    WebSocket,
    maxAgeMs,
    pingAfterMs,
    verifyEveryMs,
    now,
    random,
    setTimer,
    platform,
  }
}

function timeout(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

const thisPlatform: Platform = {
  online: () => globalThis.navigator?.onLine !== false,
  hidden: () => !!globalThis.document?.hidden,
  listen(listener) {
    const events = ['online', 'offline', 'visibilitychange']
    for (const event of events) globalThis.addEventListener?.(event, listener)
    return () => {
      for (const event of events) globalThis.removeEventListener?.(event, listener)
    }
  },
}
