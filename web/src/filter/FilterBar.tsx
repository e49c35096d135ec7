import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Board } from '../state/board.js'
import { Icon } from '../view/Icon.js'
import { useParts } from '../view/useParts.js'
import { ChannelPicker } from './ChannelPicker.js'
import { FaultPopover } from './FaultPopover.js'
import { SyntaxPanel } from './SyntaxPanel.js'
import { spansOf } from './spans.js'

/** A line is followed when typing rests for so long, or at once on Enter. */
const restMs = 450

export interface FilterBarProps {
  readonly board: Board
  readonly facetsShown: boolean
  readonly showFacets: (shown: boolean) => void
}

/** One control of two parts: the channel routes, the filter matches. */
export function FilterBar({ board, facetsShown, showFacets }: FilterBarProps) {
  useParts(board.frames, 'page')
  const input = useRef<HTMLInputElement>(null)
  const colours = useRef<HTMLPreElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const [focused, setFocused] = useState(false)
  // Enter puts the panel away, so that what was asked for is seen; typing brings it back.
  const [hinting, setHinting] = useState(false)
  // What is being typed is not wrong yet: the fault shows when typing rests.
  const [resting, setResting] = useState(true)
  const { draft, parsed } = board
  const wrong = board.fault
  const fault = resting ? wrong : undefined

  useEffect(() => () => clearTimeout(timer.current), [])
  const follow = (typing: boolean) => {
    clearTimeout(timer.current)
    setResting(true)
    board.apply(typing)
  }
  const type = (line: string) => {
    board.type(line)
    setHinting(true)
    setResting(false)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => follow(true), restMs)
  }
  useLayoutEffect(() => {
    const { current } = input
    if (current === null || colours.current === null) return
    const word = colours.current.querySelector<HTMLElement>('.wrong')
    const room = current.clientWidth
    // A fault out of sight is scrolled to, so that the popover has something to point at.
    if (fault && word !== null && !focused && word.offsetLeft + word.offsetWidth > room) {
      current.scrollLeft = word.offsetLeft - 40
    }
    colours.current.style.transform = `translateX(${-current.scrollLeft}px)`
  }, [draft, fault === undefined, focused])

  return (
    <search class="ask">
      <div class={`query${fault ? ' bad' : ''}`} ref={box}>
        <ChannelPicker board={board} />
        <div class="filter">
          <Icon name="search" />
          <div class="line">
            <pre aria-hidden="true" ref={colours}>
              {spansOf(draft, wrong ?? parsed).map((span, i) => (
                <span key={i} class={span.kind === 'wrong' && !fault ? 'plain' : span.kind}>
                  {span.text}
                </span>
              ))}
            </pre>
            <input
              id="filter"
              ref={input}
              type="text"
              aria-label="Filter"
              aria-invalid={fault !== undefined}
              aria-describedby={fault ? 'fault' : undefined}
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
              placeholder='Everything in the channel. Try service:checkout status:>=500 "timeout upstream"'
              value={draft}
              onInput={(event) => type(event.currentTarget.value)}
              onScroll={(event) => {
                if (colours.current)
                  colours.current.style.transform = `translateX(${-event.currentTarget.scrollLeft}px)`
              }}
              onFocus={() => {
                setFocused(true)
                setHinting(true)
              }}
              onBlur={() => {
                setFocused(false)
                follow(false)
              }}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return
                setHinting(false)
                follow(false)
              }}
            />
          </div>
          <kbd>/</kbd>
        </div>
        <button
          type="button"
          class="button facets-button"
          aria-expanded={facetsShown}
          aria-controls="facets"
          onClick={() => showFacets(!facetsShown)}
        >
          <Icon name="funnel" size={14} />
          Facets
        </button>
        {fault && <FaultPopover board={board} fault={fault} box={box} colours={colours} />}
        {focused && hinting && !fault && <SyntaxPanel board={board} />}
      </div>
    </search>
  )
}
