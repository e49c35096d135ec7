// One visit with the built SDK, the same in Node, a page and a worker: it tells what it sees, and ends when told to.

/**
 * @param {typeof import('../../../client/src/index.js')} sdk
 * @param {Partial<import('../../../client/src/index.js').ConnectOptions> & { url: string }} options
 * @param {string} channel
 * @param {(said: object) => void} tell
 */
export function visit({ connect }, options, channel, tell) {
  const client = connect(options)
  const live = client.live({ channel, limit: 50 })
  const look = () => {
    const { state, hits, total, continuity } = live.getSnapshot()
    tell({ state, ids: hits.map((hit) => `${hit.eventId}.${hit.version}`), total, continuity })
  }
  live.subscribe(look)
  look()
  return () => {
    client.close()
    tell({ link: client.state.state })
  }
}
