import { useState } from 'preact/hooks'
import { chosenIn } from '../filter/terms.js'
import type { Board } from '../state/board.js'
import { levelOf, levels } from '../state/levels.js'
import type { Slot } from '../state/slots.js'
import { grouped } from '../table/cells.js'
import { Glyph, Icon } from './Icon.js'
import { useParts } from './useParts.js'

const few = 6
const mostChannels = 500

/** Values and their counts of the ten minutes: a click filters for one, the minus (or alt) filters it out. */
export function Facets({
  board,
  shown,
  close,
}: {
  readonly board: Board
  readonly shown: boolean
  readonly close: () => void
}) {
  useParts(board.frames, 'figures')
  const [all, setAll] = useState<ReadonlySet<string>>(new Set())
  const { watch, fields } = board
  const slots = watch?.tally.slots(board.now()) ?? []
  const counts = watch?.answered
    ? fields.facets.map((field) => ({ field, counts: watch.tally.facet(field, slots) }))
    : []
  for (const { field, counts: values } of counts) note(board, field, values)
  const chosen = chosenIn(board.where)
  const isEmpty = counts.every(({ counts: values }) => values.length === 0)
  const toggle = (field: string, value: string, out: boolean) => {
    board.toggle(field, value, out)
    close()
  }
  return (
    <aside id="facets" class={`facets${shown ? ' shown' : ''}`} aria-label="Facets">
      <header>
        <span>{watch?.answered ? label(watch.sampled, slots) : 'Counts'}</span>
        <span class="push" />
        {board.query.line !== '' && (
          <button type="button" onClick={() => board.setLine('')}>
            Clear
          </button>
        )}
      </header>
      <div class="facet-list">
        {isEmpty && watch?.answered && <p class="nothing">Nothing in view to count.</p>}
        {counts.map(({ field, counts: values }) => {
          const within = chosen.within.get(field)
          const without = [...(chosen.without.get(field) ?? [])].map(String)
          const listed = ordered(
            field === fields.level,
            values.filter(([value]) => !without.includes(value)),
          )
          for (const value of within ?? []) {
            if (!listed.some(([one]) => one === value)) listed.push([String(value), 0])
          }
          if (listed.length === 0 && without.length === 0) return null
          const wide = all.has(field)
          const most = Math.max(1, ...listed.map(([, n]) => n))
          return (
            <section key={field}>
              <h2>{field}</h2>
              {(wide ? listed : listed.slice(0, few)).map(([value, n]) => (
                <Value
                  key={value}
                  field={field}
                  value={value}
                  count={n}
                  share={n / most}
                  isLevel={field === fields.level}
                  pressed={within?.has(value) ?? false}
                  toggle={toggle}
                />
              ))}
              {without.map((value) => (
                <div class="facet out" key={`-${value}`}>
                  <button
                    type="button"
                    aria-pressed={false}
                    aria-label={`${field} ${value}, excluded`}
                    onClick={() => toggle(field, value, true)}
                  >
                    <span class="name">{value}</span> <span class="count">excluded</span>
                  </button>
                </div>
              ))}
              {listed.length > few && !wide && (
                <button type="button" class="more" onClick={() => setAll(new Set([...all, field]))}>
                  {listed.length - few} more
                </button>
              )}
            </section>
          )
        })}
      </div>
    </aside>
  )
}

interface ValueProps {
  readonly field: string
  readonly value: string
  readonly count: number
  /** 0 to 1, of the field's most frequent value. */
  readonly share: number
  readonly isLevel: boolean
  readonly pressed: boolean
  readonly toggle: (field: string, value: string, out: boolean) => void
}

function Value({ field, value, count, share, isLevel, pressed, toggle }: ValueProps) {
  const bar = <span class="bar" style={{ transform: `scaleX(${share.toFixed(3)})` }} />
  if (value === 'other') {
    return (
      <div class="facet rest">
        {bar}
        <span class="name">other values</span>
        <span class="count">{grouped(count)}</span>
      </div>
    )
  }
  return (
    <div class="facet">
      <button
        type="button"
        aria-pressed={pressed}
        aria-label={`${field} ${value}, ${grouped(count)}`}
        onClick={(event) => toggle(field, value, event.altKey)}
      >
        {bar}
        {pressed ? <Glyph name="ok" size={11} /> : isLevel && <i class={`level-mark ${levelOf(value)}`} />}
        <span class="name">{value}</span> <span class="count">{grouped(count)}</span>
      </button>
      <button
        type="button"
        class="exclude"
        aria-label={`Exclude ${field} ${value}`}
        onClick={() => toggle(field, value, true)}
      >
        <Icon name="minus" size={12} />
      </button>
    </div>
  )
}

function label(sampled: boolean, slots: readonly Slot[]): string {
  if (!sampled) return 'Counts: last 10 minutes'
  return `A sample of ${grouped(slots.reduce((sum, slot) => sum + slot.count + slot.unsent, 0))}`
}

/** Levels stand in the order of their weight, other values by their count. */
function ordered(isLevel: boolean, values: readonly [string, number][]): [string, number][] {
  if (!isLevel) return [...values]
  const weight = (value: string) => levels.indexOf(levelOf(value))
  return [...values].sort((a, b) => weight(a[0]) - weight(b[0]) || b[1] - a[1])
}

/** Values of routable fields are channels that can be chosen. */
function note(board: Board, field: string, values: readonly [string, number][]): void {
  if (!board.config.schema.routable.includes(field) || board.channels.size > mostChannels) return
  for (const [value] of values.slice(0, few * 2)) if (value !== 'other') board.channels.add(`${field}:${value}`)
}
