import { useLayoutEffect, useState } from 'preact/hooks'
import type { Board } from '../state/board.js'
import { type Level, levels } from '../state/levels.js'
import { spanMs } from '../state/slots.js'
import { grouped } from '../table/cells.js'
import { useParts } from '../view/useParts.js'
import { type Bar, barsOf, drawBars } from './bars.js'
import { drawNow, drawStretches } from './marks.js'
import { pastOf } from './past.js'
import { niceTop } from './scale.js'
import { usePlot } from './usePlot.js'

/** Hits a second by level, in bars of five seconds with the errors at their base. */
export function RateChart({ board }: { readonly board: Board }) {
  useParts(board.frames, 'charts')
  const [hover, setHover] = useState<number | null>(null)
  const now = board.now()
  const { goesOn, slots, unknown } = pastOf(board, now)
  const bars = barsOf(slots, now)
  const top = niceTop(Math.max(1, ...bars.map((bar) => bar.total + bar.unsent)) * 1.06)
  const { place, plot } = usePlot({
    left: 38,
    right: 14,
    logarithmic: false,
    xRange: () => [(now - spanMs) / 1000, now / 1000],
    yRange: () => [0, top],
    ySplits: () => [0, top / 2, top],
    yLabel: (value) => (value % 1 ? value.toFixed(value < 1 ? 2 : 1) : grouped(value)),
    series: [{}, { paths: () => null, points: { show: false } }],
    draw: (drawn) => {
      drawBars(drawn, bars)
      drawStretches(drawn, unknown, true)
      if (goesOn) drawNow(drawn, now, true)
    },
    onHover: setHover,
  })
  useLayoutEffect(() => {
    plot.current?.setData([bars.map((bar) => bar.middle / 1000), bars.map((bar) => bar.total)], true)
  })
  // A bar that is still filling tells less than the whole one before it.
  const told = bars[hover ?? bars.length - 2]
  const shown = levels.filter((level) => level !== 'none' || bars.some((bar) => bar.rates.none > 0))
  return (
    <figure class="chart">
      <figcaption>
        <strong>
          <span class="full">Hits per second</span>
          <span class="short">Hits/s</span>
        </strong>
        {shown.map((level) => (
          <Key key={level} level={level} bar={told} />
        ))}
        {bars.some((bar) => bar.unsent > 0) && (
          <span class="chart-key">
            <i class="swatch unsent" />
            not sent <b class="full">{told && rate(told.unsent)}</b>
          </span>
        )}
        <em>bars of 5 s</em>
      </figcaption>
      <div class="plot" ref={place} role="img" aria-label="Hits per second by level, ten minutes" />
    </figure>
  )
}

function Key({ level, bar }: { readonly level: Level; readonly bar: Bar | undefined }) {
  return (
    <span class="chart-key">
      <i class={`swatch ${level}`} />
      {level === 'none' ? 'no level' : level} <b class="full">{bar && rate(bar.rates[level])}</b>
    </span>
  )
}

function rate(perSecond: number): string {
  return perSecond >= 10 ? grouped(perSecond) : perSecond.toFixed(1)
}
