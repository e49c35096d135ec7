import { createElement, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { connect } from '../../client/src/index.js'
import { LiveProvider, useLiveQuery } from '../../client/src/react/index.js'

const params = new URLSearchParams(location.search)
const channel = params.get('channel') ?? 'all'
const client = connect({ url: params.get('ws') ?? '' })
const root = createRoot(document.body.appendChild(document.createElement('main')))

function View({ name }: { readonly name: string }) {
  // Equal, though its fields stand in another order.
  const query = name === 'first' ? { channel, limit: 5 } : { limit: 5, channel }
  const { hits, total, continuity, state } = useLiveQuery(query)
  return createElement('p', { id: name }, `${state} ${continuity} ${total} ${hits.map((hit) => hit.eventId).join()}`)
}

/** Shows as many views as are said, in StrictMode. */
function show(count: number): void {
  const views = ['first', 'second'].slice(0, count).map((name) => createElement(View, { name, key: name }))
  root.render(createElement(StrictMode, null, createElement(LiveProvider, { client }, ...views)))
}
Object.assign(globalThis, { show })
show(2)
