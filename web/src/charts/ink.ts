/** A token of the present theme, as a colour that a canvas understands. */
export function ink(token: string): string {
  const theme = document.documentElement.dataset['theme'] ?? ''
  const known = inks.get(theme) ?? new Map<string, string>()
  inks.set(theme, known)
  let colour = known.get(token)
  if (colour === undefined) {
    colour = getComputedStyle(document.documentElement).getPropertyValue(token).trim()
    known.set(token, colour)
  }
  return colour
}

const inks = new Map<string, Map<string, string>>()
const hatches = new Map<string, CanvasPattern>()

/** Diagonal lines: what was not sent, or is not held. */
export function hatch(canvas: CanvasRenderingContext2D, ratio: number): CanvasPattern | string {
  const colour = ink('--text-3')
  const name = `${colour} ${ratio}`
  const known = hatches.get(name)
  if (known !== undefined) return known
  const side = Math.round(6 * ratio)
  const tile = document.createElement('canvas')
  tile.width = side
  tile.height = side
  const draw = tile.getContext('2d')
  if (draw === null) return colour
  draw.strokeStyle = colour
  draw.globalAlpha = 0.55
  draw.lineWidth = ratio
  draw.beginPath()
  // Three strokes, so that the lines meet at the tile's edges.
  for (const shift of [-side, 0, side]) {
    draw.moveTo(shift, side)
    draw.lineTo(shift + side, 0)
  }
  draw.stroke()
  const pattern = canvas.createPattern(tile, 'repeat')
  if (pattern === null) return colour
  hatches.set(name, pattern)
  return pattern
}
