import type { Board } from '../state/board.js'
import { viewLimit } from '../state/watch.js'
import { grouped } from './cells.js'

export interface EndLineProps {
  readonly board: Board
  readonly line: 'end' | 'gap' | 'tail'
  readonly index: number
}

/** Where the view ends, and what lies beyond. */
export function EndLine({ board, line, index }: EndLineProps) {
  const { watch } = board
  return (
    <div class={`end-line ${line}`} role="row" aria-rowindex={index + 1}>
      <span role="gridcell">
        {watch && (line === 'gap' ? <Gap board={board} /> : <End board={board} line={line} />)}
      </span>
    </div>
  )
}

function End({ board, line }: { readonly board: Board; readonly line: 'end' | 'tail' }) {
  const { table, watch } = board
  const isLast = line === 'tail' || watch?.rows.older.length === 0
  if (table.older !== 'failed' || !isLast) return <>{say(board, line)}</>
  return (
    <>
      The index did not answer.{' '}
      <button type="button" class="link" onClick={() => board.readOn()}>
        Ask again
      </button>
    </>
  )
}

function Gap({ board }: { readonly board: Board }) {
  const { watch } = board
  const back = watch?.back ?? watch?.gap
  return (
    <>
      {back?.lost ? (
        'The index no longer holds what stands below: rows as they were, no longer kept current'
      ) : (
        <>
          <b>{grouped(back?.missed ?? 0)}</b> documents written while you were away lie beyond this view
        </>
      )}{' '}
      <button type="button" class="link" onClick={() => board.readOn()}>
        Read on from the index
      </button>
    </>
  )
}

function say(board: Board, line: 'end' | 'tail'): string {
  const { watch, table } = board
  if (watch === undefined || !watch.answered) return `Reading the newest ${grouped(viewLimit)} from the index`
  const { hits, total, end } = watch.snapshot
  const beyond = Math.max(0, total + watch.unsent - hits.length)
  if (line === 'end') {
    if (end === undefined) return hits.length === 1 ? 'The only one that matches' : 'All that match'
    const view = `End of the view: the newest ${grouped(hits.length)}.`
    return table.older === 'loading' && watch.rows.older.length === 0
      ? `${view} Reading older ones from the index`
      : `${view} ${grouped(beyond)} older ones match in the index`
  }
  switch (table.older) {
    case 'end':
      return 'Nothing older matches'
    case 'full':
      return `${grouped(watch.rows.older.length)} older ones are held: narrow the filter to see further back`
    default:
      return 'Reading older ones from the index'
  }
}
