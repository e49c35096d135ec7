import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Board } from '../state/board.js'
import type { LineFault } from '../state/fault.js'

export interface FaultPopoverProps {
  readonly board: Board
  readonly fault: LineFault
  readonly box: RefObject<HTMLElement | null>
  readonly colours: RefObject<HTMLElement | null>
}

/** What is wrong with the line, under the word that is wrong, with what could stand there instead. */
export function FaultPopover({ board, fault, box, colours }: FaultPopoverProps) {
  const popover = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const word = colours.current?.querySelector('.wrong')?.getBoundingClientRect()
    const around = box.current?.getBoundingClientRect()
    const { current } = popover
    if (around === undefined || current === null) return
    const at = word === undefined ? 0 : word.left - around.left
    const left = Math.max(0, Math.min(at - 20, around.width - current.offsetWidth))
    current.style.left = `${left}px`
    const tip = at - left + Math.min(24, (word?.width ?? 40) / 2) - 5
    current.style.setProperty('--tip', `${Math.max(10, Math.min(current.offsetWidth - 22, tip))}px`)
  })
  const fixes = fault.fixes ?? []
  return (
    <div class="popover fault" id="fault" role="alert" ref={popover}>
      <b>{fault.message}</b>
      {fixes.length > 0 && (
        <p class="fixes">
          Try{' '}
          {fixes.map((fix, i) => (
            <span key={fix}>
              {i > 0 && (fixes.length > 2 ? ', ' : ' or ')}
              {/* The box would lose its focus, and with it this popover, before the click arrives. */}
              <button type="button" onMouseDown={(event) => event.preventDefault()} onClick={() => board.setLine(fix)}>
                {fix}
              </button>
            </span>
          ))}
        </p>
      )}
      <p class="kept">
        {fault.sent ? 'The server refused the filter: nothing is shown for it.' : <StillShown board={board} />}
      </p>
    </div>
  )
}

function StillShown({ board }: { readonly board: Board }) {
  if (board.where.op === 'all') return <>Nothing was sent. What you see still follows everything in the channel.</>
  return (
    <>
      Nothing was sent. What you see still follows the last filter that could be read: <code>{board.query.line}</code>
    </>
  )
}
