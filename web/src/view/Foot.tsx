import { duration } from '../state/banner.js'
import type { Board } from '../state/board.js'
import { hms } from '../state/time.js'
import { grouped } from '../table/cells.js'
import { useParts } from './useParts.js'

const hints: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['j', 'k'], 'rows'],
  [['enter'], 'open'],
  [['f', 'x'], 'filter for, out'],
  [['space'], 'pause'],
  [['?'], 'all keys'],
]

/** How far the view can be trusted, and the keys. */
export function Foot({ board }: { readonly board: Board }) {
  useParts(board.frames, 'page')
  const { table, query } = board
  return (
    <footer class="foot">
      {table.pausedAt !== undefined && <span>Paused at {hms(table.pausedAt)}</span>}
      <span>{trust(board)}</span>
      {query.policy !== 'sample' && (
        <button type="button" class="link" onClick={() => board.setPolicy('sample')}>
          {query.policy === 'batch' ? 'all hits are asked for' : `only the latest of each ${board.latestBy}`}: back to
          sampling
        </button>
      )}
      <span class="push" />
      {hints.map(([keys, what]) => (
        <span class="hint" key={what}>
          {keys.map((key) => (
            <kbd key={key}>{key}</kbd>
          ))}{' '}
          {what}
        </span>
      ))}
    </footer>
  )
}

function trust({ watch }: Board): string {
  if (watch === undefined || !watch.answered) return ''
  const { state, missed, verifiedAt } = watch.snapshot
  const { downSince } = watch.coverage
  if (downSince !== undefined) return `complete until ${hms(downSince)}`
  if (state === 'lagging') return missed > 0 ? `${grouped(missed)} missed, being repaired` : 'being repaired'
  if (state !== 'live') return 'comparing with the index'
  if (watch.sampled || watch.unsent > 0) return `a sample since ${hms(watch.sampledSince)}`
  if (verifiedAt === undefined) return ''
  const ago = Date.now() - verifiedAt
  return ago < 10_000 ? 'verified against the index just now' : `verified against the index ${duration(ago)} ago`
}
