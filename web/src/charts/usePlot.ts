import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import { ink } from './ink.js'

export interface PlotAxes {
  /** Pixels left of the plot for its labels, and right of it. */
  readonly left: number
  readonly right: number
  readonly yRange: () => [number, number]
  readonly logarithmic: boolean
  readonly ySplits: (pixels: number) => number[]
  readonly yLabel: (value: number) => string
  /** Seconds since the epoch. */
  readonly xRange: () => [number, number]
  readonly series: uPlot.Series[]
  readonly draw: (plot: uPlot) => void
  readonly beneath?: (plot: uPlot) => void
  readonly onHover: (index: number | null) => void
}

const minuteMarks = 120

const font = () => `11px ${ink('--font-sans')}`

/** A uPlot that fills its element and is drawn again by `setData`. Both charts share one crosshair. */
export function usePlot(axes: PlotAxes) {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const latest = useRef(axes)
  latest.current = axes
  useEffect(() => {
    const element = place.current
    if (element === null) return
    const size = () => ({ width: Math.max(60, element.clientWidth), height: Math.max(60, element.clientHeight) })
    const made = new uPlot(optionsOf(latest, size()), emptyData(axes.series.length), element)
    plot.current = made
    const observer = new ResizeObserver(() => made.setSize(size()))
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [axes.series.length])
  return { place, plot }
}

const emptyData = (series: number) => Array.from({ length: series }, () => []) as unknown as uPlot.AlignedData

function optionsOf(axes: { readonly current: PlotAxes }, size: { width: number; height: number }): uPlot.Options {
  const { left, right, logarithmic, series } = axes.current
  return {
    ...size,
    padding: [10, right, 0, 0],
    legend: { show: false },
    series,
    scales: {
      x: { time: false, range: () => axes.current.xRange() },
      y: logarithmic ? { distr: 3, range: () => axes.current.yRange() } : { range: () => axes.current.yRange() },
    },
    axes: [
      {
        font: font(),
        stroke: () => ink('--text-3'),
        grid: { show: false },
        ticks: { show: false },
        size: 18,
        gap: 4,
        splits: (plot) => {
          const [from, to] = [plot.scales['x']?.min ?? 0, plot.scales['x']?.max ?? 0]
          const first = Math.ceil((from + 25) / minuteMarks) * minuteMarks
          const marks = []
          for (let at = first; at < to - 55; at += minuteMarks) marks.push(at)
          return marks
        },
        values: (_, marks) => marks.map((at) => new Date(at * 1000).toISOString().slice(11, 16)),
      },
      {
        font: font(),
        stroke: () => ink('--text-3'),
        grid: { stroke: () => ink('--line'), width: 1 },
        ticks: { show: false },
        size: left,
        gap: 6,
        splits: (plot) => axes.current.ySplits(plot.bbox.height / uPlot.pxRatio),
        filter: (_, marks) => marks,
        values: (_, marks) => marks.map((value) => axes.current.yLabel(value)),
      },
    ],
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: false, y: false, setScale: false },
      sync: { key: 'time' },
    },
    hooks: {
      drawAxes: [(plot) => axes.current.beneath?.(plot)],
      draw: [(plot) => axes.current.draw(plot)],
      setCursor: [(plot) => axes.current.onHover(plot.cursor.idx ?? null)],
    },
  }
}
