import type { Ref } from 'preact'
import type { Hit } from '../../../src/domain/document/hit.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import { printFilter } from '../../../src/domain/filter/printFilter.js'
import { own } from '../../../src/domain/json.js'
import { allOf } from '../../../src/domain/query/combine.js'
import type { Board } from '../state/board.js'
import { Icon } from '../view/Icon.js'
import { FieldLine } from './FieldLine.js'
import { documentLines } from './lines.js'
import { Way } from './Way.js'

export interface OpenHitProps {
  readonly board: Board
  readonly hit: Hit
  readonly words: ReadonlySet<string>
  readonly place: Ref<HTMLDivElement>
}

/** The document of an open row, as stored: its fields can be filtered for, its way and versions stand beside it. */
export function OpenHit({ board, hit, words, place }: OpenHitProps) {
  const { table } = board
  const { searchable, stored } = documentLines(hit, board.config.schema)
  const cut = own(hit, 'truncated')
  const key = keyOf(hit)
  const lines = [...searchable, ...stored]
  return (
    <div class="open-hit" role="row" ref={place}>
      <div role="gridcell">
        <section class="detail" aria-label={`Hit ${hit.eventId}`}>
          <div class="document">
            <header>
              <span class="full">The document as stored</span>
              <span class="push" />
              <button type="button" class="button quiet small" onClick={() => void board.copyHit(key)}>
                <Icon name="copy" size={14} />
                Copy JSON
              </button>
              <button type="button" class="button quiet small" onClick={() => void board.copy(filterOf(board, hit))}>
                <Icon name="copy" size={14} />
                Copy as filter
              </button>
              <button type="button" class="button quiet small" aria-label="Close" onClick={() => table.toggle(key)}>
                <Icon name="close" size={14} />
              </button>
            </header>
            {Array.isArray(cut) && (
              <p class="cut">
                Shortened to fit a frame: <code>{cut.join(', ')}</code>
                <button type="button" class="button small" onClick={() => void board.loadWhole(key)}>
                  Load whole
                </button>
              </p>
            )}
            <div class="brace">{'{'}</div>
            {searchable.map((line) => (
              <FieldLine key={line.field} board={board} line={line} last={line === lines.at(-1)} words={words} />
            ))}
            {stored.length > 0 && <div class="divide">stored with it, not searchable</div>}
            {stored.map((line) => (
              <FieldLine key={line.field} board={board} line={line} last={line === lines.at(-1)} words={none} />
            ))}
            <div class="brace">{'}'}</div>
          </div>
          <Way watch={board.watch} hit={hit} />
        </section>
      </div>
    </div>
  )
}

const none: ReadonlySet<string> = new Set()

/** The fields that tell what kind of event it is. */
function filterOf(board: Board, hit: Hit): string {
  const { schema } = board.config
  const terms = ['service', 'eventType', 'level'].flatMap((field) => {
    const value = own(hit, field)
    return schema.fields.has(field) && typeof value === 'string' ? [{ op: 'in' as const, field, values: [value] }] : []
  })
  return printFilter(allOf(...terms), schema)
}
