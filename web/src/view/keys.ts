import { own } from '../../../src/domain/json.js'
import type { Board } from '../state/board.js'
import { toggleTheme } from './theme.js'

export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly metaKey: boolean
  readonly target: EventTarget | null
}

/** True where keys are typed, or are a control's own. */
function isTaken({ key, target, ctrlKey, altKey, metaKey }: KeyPress): boolean {
  if (ctrlKey || altKey || metaKey) return true
  if (!(target instanceof Element)) return false
  if (target.closest('input, textarea, select, [contenteditable], dialog, [role="listbox"]') !== null) return true
  return (key === ' ' || key === 'Enter') && target.closest('button, a, summary') !== null
}

/** Does what a key means. Answers true if it meant something, so that the browser does not act on it as well. */
export function press(board: Board, event: KeyPress, showKeys: () => void): boolean {
  if (isTaken(event)) return false
  const { table } = board
  const filterBy = (out: boolean) => {
    const hit = table.hit(table.pointed)
    const field = table.open === table.pointed && table.line !== undefined ? table.line : 'service'
    const type = board.config.schema.fields.get(field)
    const value = hit && own(hit, field)
    const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    if (isScalar && type !== undefined && type !== 'text' && type !== 'date') board.toggle(field, value, out)
  }
  const meanings: ReadonlyMap<string, () => void> = new Map([
    ['/', () => document.getElementById('filter')?.focus()],
    [' ', () => board.togglePause()],
    ['j', () => point(board, 1)],
    ['k', () => point(board, -1)],
    ['Enter', () => table.pointed !== undefined && table.toggle(table.pointed)],
    ['f', () => filterBy(false)],
    ['x', () => filterBy(true)],
    ['y', () => void board.copyHit(table.pointed)],
    ['n', () => table.newest()],
    ['c', () => document.getElementById('channel')?.click()],
    ['t', () => toggleTheme(board)],
    ['?', showKeys],
  ])
  const meant = meanings.get(event.key)
  meant?.()
  return meant !== undefined
}

/** The grid names the row by `aria-activedescendant`, so it has to have the focus. */
function point(board: Board, by: number): void {
  document.getElementById('rows')?.focus({ preventScroll: true })
  board.table.point(by)
}
