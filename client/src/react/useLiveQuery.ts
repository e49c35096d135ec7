import { createContext, createElement, type ReactNode, useContext, useMemo, useSyncExternalStore } from 'react'
import type { Client, LiveQuery, LiveSnapshot } from '../api.js'
import { idleSnapshot, nameOf, sharedLive } from './sharedLive.js'

const ClientContext = createContext<Client | undefined>(undefined)

/** Gives the components in it the client, and so one socket. It neither connects nor closes the client. */
export function LiveProvider({ client, children }: { readonly client: Client; readonly children?: ReactNode }) {
  return createElement(ClientContext.Provider, { value: client }, children)
}

/**
 * The view of a query, kept equal to what the index answers while the component is mounted. `query` may be made anew at
 * every render: what counts is what it says. Components that ask one client for equal queries share one subscription.
 *
 * @param client Instead of the one of `LiveProvider`. Throws where there is neither.
 */
export function useLiveQuery(query: LiveQuery = {}, client?: Client): LiveSnapshot {
  const provided = useContext(ClientContext)
  const asked = client ?? provided
  if (!asked) throw new Error('useLiveQuery needs a client: pass one, or render it within LiveProvider')
  const name = nameOf(query)
  const { subscribe, getSnapshot } = useMemo(() => sharedLive(asked, name), [asked, name])
  return useSyncExternalStore(subscribe, getSnapshot, idleSnapshot)
}
