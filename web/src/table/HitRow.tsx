import { Component } from 'preact'
import type { Hit } from '../../../src/domain/document/hit.js'
import type { Mark } from '../state/rows.js'
import { Icon } from '../view/Icon.js'
import { type Cells, cellsOf } from './cells.js'
import { Marked } from './Marked.js'

export interface HitRowProps {
  readonly id: string
  readonly index: number
  readonly hit: Hit
  /** `2026-11-24`: of other days the date is shown. */
  readonly today: string
  readonly words: ReadonlySet<string>
  readonly mark: Mark | undefined
  readonly pointed: boolean
  readonly open: boolean
  readonly past: boolean
  readonly toggle: () => void
}

export function HitRow({ id, index, hit, today, words, mark, pointed, open, past, toggle }: HitRowProps) {
  const cells = cellsOf(hit, today)
  const state = `${mark ? ` ${mark}` : ''}${pointed ? ' pointed' : ''}${open ? ' open' : ''}${past ? ' past' : ''}`
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the grid's
    <div
      class={`row ${cells.levelClass}${state}`}
      role="row"
      id={id}
      aria-rowindex={index + 1}
      aria-selected={pointed}
      onClick={toggle}
    >
      <RowCells hit={hit} cells={cells} words={words} gone={mark === 'gone'} open={open} />
    </div>
  )
}

interface RowCellsProps {
  readonly hit: Hit
  readonly cells: Cells
  readonly words: ReadonlySet<string>
  readonly gone: boolean
  readonly open: boolean
}

/** Drawn once for a document: as new rows come, only places change. */
class RowCells extends Component<RowCellsProps> {
  override shouldComponentUpdate(next: RowCellsProps): boolean {
    const { hit, words, gone, open, cells } = this.props
    const isSame = hit === next.hit && gone === next.gone && open === next.open && cells.time === next.cells.time
    return !isSame || !sameWords(words, next.words)
  }

  override render({ cells, words, gone, open }: RowCellsProps) {
    return (
      <>
        <span class="time" role="gridcell">
          {cells.time}
          <i>{cells.fraction}</i>
        </span>
        <span class={`level ${cells.levelClass}`} role="gridcell">
          {cells.level}
        </span>
        <span class="service" role="gridcell">
          {cells.service}
        </span>
        <span class="type" role="gridcell">
          {cells.eventType}
        </span>
        <span class={cells.failed ? 'status failed' : 'status'} role="gridcell">
          {cells.status}
        </span>
        <span class={`latency${cells.slow ? ' slow' : ''}${cells.latency === '–' ? ' without' : ''}`} role="gridcell">
          <span class="gauge">
            <i style={{ transform: `scaleX(${(cells.latencyShare / 100).toFixed(3)})` }} />
          </span>
          <span class="ms">{cells.latency}</span>
        </span>
        <span class="message" role="gridcell">
          {gone ? (
            'no longer matches the filter'
          ) : (
            <>
              {cells.version > 1 && (
                <span class="version" title={`Version ${cells.version}`}>
                  v{cells.version}
                </span>
              )}
              <Marked text={cells.message} words={words} />
            </>
          )}
        </span>
        {/* Rows of a grid can't be expanded in ARIA (those of a treegrid can), cells can. */}
        <span class="twist" role="gridcell" aria-expanded={open} aria-label="Document">
          <Icon name="right" size={14} />
        </span>
      </>
    )
  }
}

function sameWords(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a === b || (a.size === b.size && [...a].every((word) => b.has(word)))
}
