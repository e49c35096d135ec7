import type { Client, Live, LiveQuery, LiveSnapshot } from '../api.js'

/** A live query of one client, for all components that ask for an equal one. It is open while any of them listens. */
export interface SharedLive {
  /** Calls `listener` after every change of the snapshot. Answers what ends it. */
  readonly subscribe: (listener: () => void) => () => void
  /** The same object until something changed. */
  readonly getSnapshot: () => LiveSnapshot
}

interface Entry {
  readonly live: Live
  users: number
}

const opened = new WeakMap<Client, Map<string, Entry>>()

const idle: LiveSnapshot = { state: 'connecting', hits: [], total: 0, continuity: 'complete', missed: 0, dropped: 0 }

/** What is shown before anything is asked, on a server among others. */
export const idleSnapshot = () => idle

/** Names a query: equal ones have the same name, in whatever order their fields stand. It is the query as JSON. */
export function nameOf(query: LiveQuery): string {
  return JSON.stringify(query, (_, value) =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}

/** Does nothing by itself: React may throw away what it made while rendering, without saying so. */
export function sharedLive(client: Client, name: string): SharedLive {
  const entries = opened.get(client) ?? new Map<string, Entry>()
  opened.set(client, entries)

  const leave = (entry: Entry) => {
    if (entry.users > 0 || entries.get(name) !== entry) return
    entries.delete(name)
    entry.live.close()
  }
  return {
    subscribe(listener) {
      const entry = entries.get(name) ?? { live: client.live(JSON.parse(name)), users: 0 }
      entries.set(name, entry)
      entry.users++
      const stop = entry.live.subscribe(listener)
      return () => {
        stop()
        entry.users--
        // Later: StrictMode, and a component that moves, leave and come back within one turn.
        setTimeout(() => leave(entry))
      }
    },
    getSnapshot: () => entries.get(name)?.live.getSnapshot() ?? idle,
  }
}
