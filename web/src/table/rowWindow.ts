/** Rows of one height, of which one may be open and taller. Pixels. */
export interface RowLayout {
  readonly count: number
  readonly rowHeight: number
  /** Index of the open row, or -1, and what its document adds below it. */
  readonly open: number
  readonly openHeight: number
}

export function topOf(layout: RowLayout, i: number): number {
  return i * layout.rowHeight + (layout.open >= 0 && i > layout.open ? layout.openHeight : 0)
}

export function heightOf(layout: RowLayout): number {
  return topOf(layout, layout.count)
}

/** The row at a height above which rows end. */
export function rowAt(layout: RowLayout, y: number): number {
  const { open, openHeight, rowHeight } = layout
  if (open < 0 || y < (open + 1) * rowHeight) return Math.floor(y / rowHeight)
  const below = (open + 1) * rowHeight + openHeight
  return y < below ? open : Math.floor((y - openHeight) / rowHeight)
}

/** First row and the one after the last that are in sight, and some beyond, so that scrolling shows no holes. */
export function rowsInSight(
  layout: RowLayout,
  scrollTop: number,
  height: number,
  spare = 6,
): [from: number, to: number] {
  const from = Math.max(0, Math.min(layout.count, rowAt(layout, Math.max(0, scrollTop))) - spare)
  const to = Math.min(layout.count, rowAt(layout, Math.max(0, scrollTop) + height) + 1 + spare)
  return [from, to]
}

/** Where to scroll so that a row is in sight, moving as little as can be. */
export function scrollInto(layout: RowLayout, i: number, scrollTop: number, height: number): number {
  const top = topOf(layout, i)
  if (top < scrollTop) return top
  const bottom = top + layout.rowHeight
  return bottom > scrollTop + height ? bottom - height : scrollTop
}

/** Where to scroll so that the open row's document is in sight, as far as its row stays there too. */
export function scrollIntoOpen(layout: RowLayout, scrollTop: number, height: number): number {
  const top = topOf(layout, layout.open)
  const bottom = top + layout.rowHeight + layout.openHeight
  return Math.max(Math.min(scrollTop, top), Math.min(top, bottom - height))
}
