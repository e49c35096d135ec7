import type uPlot from 'uplot'
import { type Level, levelOf, levels } from '../state/levels.js'
import { type Slot, slotMs } from '../state/slots.js'
import { hatch, ink } from './ink.js'

export interface Bar {
  readonly from: number
  /** The last bar ends now: it widens as its time passes. */
  readonly to: number
  readonly middle: number
  /** Hits a second by level, of all levels, and of what was not sent. */
  readonly rates: Readonly<Record<Level, number>>
  readonly total: number
  readonly unsent: number
}

/** A bar that has just begun is measured over this long at least, or one hit would tower over all. */
const leastSeconds = 0.6

export function barsOf(slots: readonly Slot[], now: number): Bar[] {
  return slots.map((slot) => {
    const to = Math.min(now, slot.t + slotMs)
    const seconds = Math.max(leastSeconds, (to - slot.t) / 1000)
    const rates: Record<Level, number> = { error: 0, warn: 0, info: 0, debug: 0, none: 0 }
    let named = 0
    for (const [word, n] of slot.levels) {
      rates[word === 'other' ? 'info' : levelOf(word)] += n / seconds
      named += n
    }
    rates.none = Math.max(0, slot.count - named) / seconds
    const middle = slot.t + slotMs / 2
    return { from: slot.t, to, middle, rates, total: slot.count / seconds, unsent: slot.unsent / seconds }
  })
}

function levelInk(level: Level): string {
  const tokens = {
    error: '--level-error-fill',
    warn: '--level-warning-fill',
    info: '--level-info-fill',
    debug: '--level-debug',
    none: '--line-strong',
  } as const
  return ink(tokens[level])
}

/** Levels stacked from the errors up, and on top, hatched, what was not sent. */
export function drawBars(plot: uPlot, bars: readonly Bar[]): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  const right = bbox.left + bbox.width
  const x = (ms: number) => Math.max(bbox.left, Math.min(right, plot.valToPos(ms / 1000, 'x', true)))
  const y = (value: number) => plot.valToPos(value, 'y', true)
  const gap = bbox.width / Math.max(1, bars.length) > 3.4 * ratio ? ratio : 0
  const heights = bars.map(() => 0)
  const layer = (style: string | CanvasPattern, alpha: number, of: (bar: Bar) => number, outline: boolean) => {
    ctx.fillStyle = style
    ctx.globalAlpha = alpha
    ctx.beginPath()
    bars.forEach((bar, i) => {
      const value = of(bar)
      const left = x(bar.from)
      const width = x(bar.to) - left - gap
      if (value <= 0 || width < 0.5) return
      const base = heights[i] as number
      ctx.rect(left, y(base + value), width, y(base) - y(base + value))
      heights[i] = base + value
    })
    ctx.fill()
    if (!outline) return
    ctx.strokeStyle = ink('--text-3')
    ctx.lineWidth = 0.6 * ratio
    ctx.stroke()
  }
  ctx.save()
  for (const level of levels) layer(levelInk(level), level === 'debug' ? 0.6 : 1, (bar) => bar.rates[level], false)
  layer(hatch(ctx, ratio), 1, (bar) => bar.unsent, true)
  ctx.restore()
}
