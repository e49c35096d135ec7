import type { Change, Live } from '../api.js'
import { RequestError } from '../requestError.js'

/** How many changes may wait for a slow reader; older ones are let go, and counted as dropped. */
const most = 1000

/** A live query's changes, one after the other, from all that is shown when the reading begins. */
export async function* changesOf({ getSnapshot, onChange, subscribe }: Live): AsyncGenerator<Change> {
  const { hits, dropped, verifiedAt } = getSnapshot()
  const queue: Change[] = []
  if (hits[0] || verifiedAt) {
    queue.push({ added: hits, changed: [], removed: [], trimmed: [], dropped, snapshot: true })
  }
  let lost = 0
  let wake = () => {}
  const stops = [
    onChange((change) => {
      queue.push(change)
      const gone = queue.length > most ? queue.shift() : undefined
      if (gone) lost += gone.added.length + gone.dropped
    }),
    // After its changes; also when it is closed.
    subscribe(() => wake()),
  ]
  try {
    for (;;) {
      for (let change = queue.shift(); change; change = queue.shift()) {
        const all = change.dropped + lost
        lost = 0
        yield { ...change, dropped: all }
      }
      const { state, error } = getSnapshot()
      if (error) throw new RequestError(error)
      if (state === 'closed') return
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  } finally {
    for (const stop of stops) stop()
  }
}
