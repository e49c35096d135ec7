import type { ComponentChildren } from 'preact'
import type { Board } from '../state/board.js'
import { stretches } from '../state/coverage.js'
import { figuresOf, rateOf } from '../state/figures.js'
import { spanMs } from '../state/slots.js'
import { grouped } from '../table/cells.js'
import { useParts } from './useParts.js'

const none = '–'

/** The six figures, once a second; without a connection as of the last that was told. */
export function FigureStrip({ board }: { readonly board: Board }) {
  useParts(board.frames, 'figures')
  const { watch } = board
  const down = watch?.coverage.downSince
  const now = down ?? board.now()
  const sample = watch?.sampled ?? false
  if (watch === undefined || !watch.answered) {
    return (
      <dl class="figures" aria-label="Figures">
        {[
          'Rate, last 10 s',
          'In view, newest that match',
          'Errors, last 60 s',
          ...percents.map((p) => `Latency ${p}`),
        ].map((label) => (
          <Figure key={label} label={label} value={none} />
        ))}
      </dl>
    )
  }
  const slots = watch.tally.slots(now)
  const { last, was } = figuresOf(slots, stretches(watch.coverage, now - spanMs, now))
  const rate = rateOf(watch.pace, slots, now)
  const { hits, total } = watch.snapshot
  const all = Math.max(hits.length, total + watch.unsent)
  const part = sample ? <span class="full">, of the sample</span> : null
  const tenth = (n: number) => (n >= 100 ? grouped(n) : n.toFixed(1))
  return (
    <dl class={`figures${down === undefined ? '' : ' as-of'}`} aria-label="Figures">
      <Figure
        label={sample ? <>Rate{<span class="full">, with the unsent</span>}</> : 'Rate, last 10 s'}
        value={tenth(rate)}
        unit="/s"
        {...compared(rate, was?.perSecond, tenth, false)}
      />
      <Figure
        label={
          <>
            In view<span class="full">, newest that match</span>
          </>
        }
        value={grouped(hits.length)}
        unit={
          <>
            <span class="full">of {grouped(all)}</span>
            <span class="short">of {short(all)}</span>
          </>
        }
      />
      <Figure
        label={sample ? <>Errors{part}</> : 'Errors, last 60 s'}
        value={last.errors === undefined ? none : last.errors.toFixed(2)}
        unit="%"
        {...compared(last.errors, was?.errors, (n) => n.toFixed(2), true)}
      />
      {percents.map((p) => (
        <Figure
          key={p}
          label={
            <>
              Latency {p}
              {part}
            </>
          }
          value={last[p] === undefined ? none : grouped(last[p])}
          unit="ms"
          {...compared(last[p], was?.[p], grouped, true)}
        />
      ))}
    </dl>
  )
}

const percents = ['p50', 'p95', 'p99'] as const

interface FigureProps {
  readonly label: ComponentChildren
  readonly value: string
  readonly unit?: ComponentChildren
  readonly was?: string
  readonly worse?: boolean
}

function Figure({ label, value, unit, was, worse }: FigureProps) {
  return (
    <div class="figure">
      <dt>{label}</dt>
      <dd>
        <b>{value}</b>
        {value !== none && unit && <span class="unit">{unit}</span>}
        {was !== undefined && (
          <span class={`was${worse ? ' worse' : ''}`} title="The minute before">
            was {was}
          </span>
        )}
      </dd>
    </div>
  )
}

/** What it was in the minute before; `matters`: half as much again is told in the colour of errors. */
function compared(is: number | undefined, was: number | undefined, say: (n: number) => string, matters: boolean) {
  if (was === undefined) return {}
  return { was: say(was), worse: matters && is !== undefined && is > 1.5 * was }
}

/** `36.2 M`, where there is little room. */
function short(n: number): string {
  if (n < 10_000) return grouped(n)
  return n < 999_500 ? `${(n / 1000).toFixed(n < 99_950 ? 1 : 0)} k` : `${(n / 1e6).toFixed(1)} M`
}
