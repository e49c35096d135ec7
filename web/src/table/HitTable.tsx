import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { keyOf } from '../../../src/domain/document/identity.js'
import { soughtWords } from '../filter/terms.js'
import type { Board } from '../state/board.js'
import { Icon } from '../view/Icon.js'
import { useParts } from '../view/useParts.js'
import { grouped } from './cells.js'
import { EndLine } from './EndLine.js'
import { HitRow } from './HitRow.js'
import { OpenHit } from './OpenHit.js'
import { heightOf, type RowLayout, rowsInSight, scrollInto, scrollIntoOpen, topOf } from './rowWindow.js'

export interface HitTableProps {
  readonly board: Board
  /** Rows are of two lines where there is little room. */
  readonly narrow: boolean
}

const rowId = (i: number) => `row-${i}`

/** Newest first. Only rows in sight are in the page. */
export function HitTable({ board, narrow }: HitTableProps) {
  useParts(board.frames, 'rows')
  const grid = useRef<HTMLDivElement>(null)
  const detail = useRef<HTMLDivElement>(null)
  const [openHeight, setOpenHeight] = useState(0)
  // Known from events: to ask the browser in each frame would make it lay out the page twice.
  const [height, setHeight] = useState(600)
  const scrolledTo = useRef(0)
  const { table, watch } = board
  const rows = watch?.rows
  const count = rows?.length ?? 0
  const nextMark = rows?.tick(board.now())
  const open = table.open === undefined ? -1 : (rows?.indexOf(table.open) ?? -1)
  const pointed = table.pointed === undefined ? -1 : (rows?.indexOf(table.pointed) ?? -1)
  const layout: RowLayout = { count, rowHeight: narrow ? 56 : 28, open, openHeight }
  if (table.toTop) scrolledTo.current = 0
  const [from, to] = rowsInSight(layout, scrolledTo.current, height)
  const words = soughtWords(board.where)
  const today = new Date(board.now()).toISOString().slice(0, 10)

  useLayoutEffect(() => {
    const { current } = grid
    if (current === null) return
    if (table.toTop) {
      table.toTop = false
      current.scrollTop = 0
    }
    if (detail.current !== null) setOpenHeight(detail.current.offsetHeight)
    else if (table.open === undefined) setOpenHeight(0)
    if (rows !== undefined && !rows.held) watch?.painted(board.now())
    if (
      to >= count &&
      rows?.held &&
      table.older !== 'failed' &&
      watch?.snapshot.end !== undefined &&
      rows.past.length === 0
    )
      board.readOn()
  })
  useLayoutEffect(() => {
    if (nextMark === undefined) return
    const timer = setTimeout(() => board.frames.stale('rows'), nextMark - board.now())
    return () => clearTimeout(timer)
  }, [nextMark, board])
  useLayoutEffect(() => {
    const { current } = grid
    if (current === null || pointed < 0) return
    const to = scrollInto(layout, pointed, current.scrollTop, current.clientHeight)
    if (to !== current.scrollTop) current.scrollTop = to
  }, [table.pointed])
  useLayoutEffect(() => {
    const { current } = grid
    if (current === null || open < 0 || openHeight === 0) return
    const to = scrollIntoOpen(layout, current.scrollTop, current.clientHeight)
    if (to !== current.scrollTop) current.scrollTop = to
  }, [table.open, openHeight > 0])
  useLayoutEffect(() => {
    const { current } = grid
    if (current === null) return
    const observer = new ResizeObserver(() => setHeight(current.clientHeight))
    observer.observe(current)
    return () => observer.disconnect()
  }, [])

  const drawn = []
  for (let i = from; i < to && rows !== undefined; i++) {
    const item = rows.at(i)
    if (item === undefined) continue
    if (item.kind === 'line') {
      drawn.push(<EndLine key={item.line} board={board} line={item.line} index={i} />)
      continue
    }
    const key = keyOf(item.hit)
    const hit = i === open ? (table.hit(key) ?? item.hit) : item.hit
    drawn.push(
      <HitRow
        key={`${item.part} ${key}`}
        id={rowId(i)}
        index={i}
        hit={item.hit}
        today={today}
        words={words}
        mark={rows.markOf(key)}
        pointed={i === pointed}
        open={i === open}
        past={item.part === 'past'}
        toggle={() => {
          // Marking text to copy it is no click.
          if (getSelection()?.isCollapsed !== false) table.toggle(key)
        }}
      />,
    )
    if (i === open) drawn.push(<OpenHit key={`open ${key}`} board={board} hit={hit} words={words} place={detail} />)
  }
  return (
    <section class="table" aria-label="Hits">
      <div class="columns" aria-hidden="true">
        <span>Time (UTC)</span>
        <span>Level</span>
        <span>Service</span>
        <span>Event type</span>
        <span class="right">Status</span>
        <span class="right">Latency, ms</span>
        <span>Message</span>
      </div>
      <div
        id="rows"
        class="rows"
        role="grid"
        tabIndex={0}
        aria-label="Hits, newest first"
        aria-rowcount={count}
        aria-activedescendant={pointed >= from && pointed < to ? rowId(pointed) : undefined}
        ref={grid}
        onPointerDown={() => {
          table.press(true)
          // After the click that comes of it.
          const up = () => setTimeout(() => table.press(false))
          addEventListener('pointerup', up, { once: true })
          addEventListener('pointercancel', up, { once: true })
        }}
        onScroll={(event) => {
          scrolledTo.current = event.currentTarget.scrollTop
          table.scrolled(scrolledTo.current > 4)
          board.frames.now('rows')
        }}
      >
        <div class="spacer" style={{ height: `${topOf(layout, from)}px` }} />
        {drawn}
        <div class="spacer" style={{ height: `${Math.max(0, heightOf(layout) - topOf(layout, to))}px` }} />
      </div>
      {rows !== undefined && rows.unseen > 0 && (
        <button type="button" class="pill" onClick={() => table.newest()}>
          <Icon name="up" size={14} />
          {grouped(rows.unseen)} new
        </button>
      )}
    </section>
  )
}
