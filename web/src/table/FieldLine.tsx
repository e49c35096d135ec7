import type { Board } from '../state/board.js'
import { Icon } from '../view/Icon.js'
import { text } from './cells.js'
import { type Line, printed } from './lines.js'
import { Marked } from './Marked.js'

export interface FieldLineProps {
  readonly board: Board
  readonly line: Line
  readonly last: boolean
  readonly words: ReadonlySet<string>
}

export function FieldLine({ board, line: { field, value, filter }, last, words }: FieldLineProps) {
  const point = () => {
    board.table.line = field
  }
  const name = `${field} ${text(value)}`
  return (
    <div class="field-line" onPointerEnter={point} onFocusCapture={point}>
      <span class="json">
        <span class="field">{JSON.stringify(field)}</span>:{' '}
        <span class={typeof value === 'number' ? 'number' : 'value'}>
          <Marked text={printed(value)} words={words} />
        </span>
        {!last && ','}
      </span>
      <span class="actions">
        {filter !== undefined && (
          <>
            <button type="button" aria-label={`Filter for ${name}`} onClick={() => board.toggle(field, filter, false)}>
              <Icon name="plus" size={12} />
              <span>Filter for</span>
            </button>
            <button type="button" aria-label={`Filter out ${name}`} onClick={() => board.toggle(field, filter, true)}>
              <Icon name="minus" size={12} />
              <span>Filter out</span>
            </button>
          </>
        )}
        <button
          type="button"
          aria-label={`Copy ${field}`}
          onClick={() => void board.copy(typeof value === 'string' ? value : printed(value))}
        >
          <Icon name="copy" size={12} />
          <span>Copy</span>
        </button>
      </span>
    </div>
  )
}
