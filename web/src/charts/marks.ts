import type uPlot from 'uplot'
import type { Stretch } from '../state/coverage.js'
import { hatch, ink } from './ink.js'

/** What is not known of the chart's time: shaded and hatched, with its reason where there is room. */
export function drawStretches(plot: uPlot, unknown: readonly Stretch[], labels: boolean): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  for (const { from, to, label } of unknown) {
    const left = Math.max(bbox.left, plot.valToPos(from / 1000, 'x', true))
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(to / 1000, 'x', true))
    if (right - left < 1) continue
    ctx.save()
    ctx.fillStyle = ink('--surface')
    ctx.fillRect(left, bbox.top, right - left, bbox.height)
    ctx.globalAlpha = 0.04
    ctx.fillStyle = ink('--text')
    ctx.fillRect(left, bbox.top, right - left, bbox.height)
    ctx.globalAlpha = 0.8
    ctx.fillStyle = hatch(ctx, ratio)
    ctx.fillRect(left, bbox.top, right - left, bbox.height)
    ctx.restore()
    if (labels) drawLabel(plot, label, left, right)
  }
}

/** Within its stretch where it fits, else to its left or right. */
function drawLabel(plot: uPlot, label: string, left: number, right: number): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  ctx.save()
  ctx.font = `500 ${11 * ratio}px ${ink('--font-sans')}`
  ctx.textBaseline = 'middle'
  const width = ctx.measureText(label).width
  const gap = 6 * ratio
  const inside = right - left > width + 2 * gap
  const before = left - bbox.left > width + 2 * gap
  ctx.textAlign = inside ? 'center' : before ? 'right' : 'left'
  const x = inside ? (left + right) / 2 : before ? left - gap : right + gap
  const y = bbox.top + 10 * ratio
  drawOutlined(ctx, label, x, y, 4 * ratio)
  ctx.restore()
}

/** Text that stays readable over whatever lies under it. `halo`: its width, in pixels of the canvas. */
export function drawOutlined(ctx: CanvasRenderingContext2D, text: string, x: number, y: number, halo: number): void {
  ctx.lineWidth = halo
  ctx.lineJoin = 'round'
  ctx.strokeStyle = ink('--surface')
  ctx.strokeText(text, x, y)
  ctx.fillStyle = ink('--text-2')
  ctx.fillText(text, x, y)
}

/** The line at the right, where time is now. `inside`: its word has no room to the right of it. */
export function drawNow(plot: uPlot, now: number, inside: boolean): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  const x = Math.round(Math.min(bbox.left + bbox.width, plot.valToPos(now / 1000, 'x', true)))
  ctx.save()
  ctx.strokeStyle = ink('--accent')
  ctx.fillStyle = ink('--accent')
  ctx.lineWidth = ratio
  ctx.beginPath()
  ctx.moveTo(x + ratio / 2, bbox.top - 4 * ratio)
  ctx.lineTo(x + ratio / 2, bbox.top + bbox.height)
  ctx.stroke()
  ctx.beginPath()
  ctx.arc(x + ratio / 2, bbox.top - 5 * ratio, 3 * ratio, 0, 2 * Math.PI)
  ctx.fill()
  ctx.font = `500 ${11 * ratio}px ${ink('--font-sans')}`
  ctx.textAlign = inside ? 'right' : 'center'
  ctx.textBaseline = 'top'
  ctx.fillText('now', inside ? x + 10 * ratio : x, bbox.top + bbox.height + 4 * ratio)
  ctx.restore()
}
