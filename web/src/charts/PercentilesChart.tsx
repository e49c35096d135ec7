import { useLayoutEffect, useState } from 'preact/hooks'
import type uPlot from 'uplot'
import type { Board } from '../state/board.js'
import { enough, percentileLine } from '../state/percentiles.js'
import { slotMs, spanMs } from '../state/slots.js'
import { grouped } from '../table/cells.js'
import { useParts } from '../view/useParts.js'
import { ink } from './ink.js'
import { drawNow, drawOutlined, drawStretches } from './marks.js'
import { pastOf } from './past.js'
import { apart, logRange, logTicks, shortMs } from './scale.js'
import { usePlot } from './usePlot.js'

const names = ['p50', 'p95', 'p99'] as const
const inks = ['--series-1', '--series-2', '--series-3'] as const

/** Latency by percentile over the last 15 s, on a logarithmic scale, broken where not all is held. */
export function PercentilesChart({ board }: { readonly board: Board }) {
  useParts(board.frames, 'charts')
  const [hover, setHover] = useState<number | null>(null)
  const now = board.now()
  const { answered, goesOn, slots, unknown } = pastOf(board, now)
  const line = percentileLine(slots, unknown)
  const [low, high] = logRange(line.flatMap((point) => point ?? []))
  const times = slots.map((slot) => Math.min(slot.t + slotMs / 2, now) / 1000)
  const last = line.findLastIndex((point) => point !== null)
  const { place, plot } = usePlot({
    left: 44,
    right: 70,
    logarithmic: true,
    xRange: () => [(now - spanMs) / 1000, now / 1000],
    yRange: () => [low, high],
    ySplits: (pixels) => logTicks(low, high, pixels),
    yLabel: shortMs,
    series: [
      {},
      ...inks.map((token) => ({ stroke: () => ink(token), width: 1.5, spanGaps: false, points: { show: false } })),
    ],
    draw: (drawn) => {
      drawStretches(drawn, unknown, false)
      const point = line[last]
      if (point) drawEdge(drawn, times[last] as number, point)
      else if (answered) drawNone(drawn, board.fields.latency === undefined)
      if (goesOn) drawNow(drawn, now, false)
    },
    onHover: setHover,
  })
  useLayoutEffect(() => {
    plot.current?.setData([
      times,
      ...[0, 1, 2].map((k) => line.map((point) => point?.[k] ?? null)),
    ] as uPlot.AlignedData)
  })
  const told = hover === null ? undefined : line[hover]
  return (
    <figure class="chart">
      <figcaption>
        <strong>Latency</strong>
        {names.map((name, k) => (
          <span class="chart-key" key={name}>
            <i class={`swatch ${name}`} />
            {name} {told && <b>{grouped(told[k] as number)} ms</b>}
          </span>
        ))}
        <em>ms, log scale, over 15 s{board.watch?.sampled && ', of the sample'}</em>
      </figcaption>
      <div class="plot" ref={place} role="img" aria-label="Latency percentiles, ten minutes" />
    </figure>
  )
}

/** The latest values, at the right edge beside their lines. */
function drawEdge(plot: uPlot, at: number, point: readonly number[]): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  const heights = point.map((value) => plot.valToPos(Math.max(value, 1e-9), 'y', true))
  // From the highest line down; labels lie 13 px apart at least.
  const lowest = bbox.top + bbox.height
  const labels = apart(
    [...heights].map((y) => lowest - y),
    13 * ratio,
  ).map((y) => lowest - y)
  const right = bbox.left + bbox.width
  ctx.save()
  ctx.textBaseline = 'middle'
  names.forEach((name, k) => {
    ctx.fillStyle = ink(inks[k] as string)
    ctx.strokeStyle = ink('--surface')
    ctx.lineWidth = ratio
    ctx.beginPath()
    ctx.arc(plot.valToPos(at, 'x', true), heights[k] as number, 2.8 * ratio, 0, 2 * Math.PI)
    ctx.fill()
    ctx.stroke()
    const y = labels[k] as number
    ctx.font = `500 ${11 * ratio}px ${ink('--font-sans')}`
    ctx.textAlign = 'left'
    ctx.fillStyle = ink('--text-3')
    ctx.fillText(name, right + 8 * ratio, y)
    ctx.textAlign = 'right'
    ctx.fillStyle = ink('--text')
    const ms = point[k] as number
    ctx.fillText(ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : grouped(ms), right + 68 * ratio, y)
  })
  ctx.restore()
}

function drawNone(plot: uPlot, undeclared: boolean): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  const why = undeclared
    ? 'no numeric field latencyMs is declared'
    : `too few hits for percentiles: fewer than ${enough} in 15 s`
  ctx.save()
  ctx.font = `500 ${11 * ratio}px ${ink('--font-sans')}`
  ctx.textAlign = 'center'
  ctx.textBaseline = 'middle'
  drawOutlined(ctx, why, bbox.left + bbox.width / 2, bbox.top + bbox.height / 2, 5 * ratio)
  ctx.restore()
}
