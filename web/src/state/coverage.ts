/** A stretch of the charts' time that the page does not know: drawn hatched, never as zero. */
export interface Stretch {
  readonly from: number
  /** Infinity while it lasts. */
  readonly to: number
  readonly label: string
}

export interface Coverage {
  /** What lies before it was not held when the page opened; -Infinity once the past has been told. */
  readonly since: number
  /** Since when there is no connection. */
  readonly downSince?: number
  readonly lost: readonly Stretch[]
}

/** `heldFrom`: the time of the oldest hit held, or -Infinity where all that match are held. */
export function opened(heldFrom: number): Coverage {
  return { since: heldFrom, lost: [] }
}

export function disconnected(coverage: Coverage, now: number): Coverage {
  return coverage.downSince === undefined ? { ...coverage, downSince: now } : coverage
}

/**
 * The view is whole again. What was written meanwhile and lies beyond it is unknown until the past is asked for again
 * (`mended`); where the index lost what it held, nobody knows that stretch any more.
 */
export function returned(
  coverage: Coverage,
  now: number,
  back: { readonly missed: number; readonly lost: boolean; readonly heldFrom: number },
): Coverage {
  const { downSince, ...rest } = coverage
  if (downSince === undefined) return coverage
  if (back.lost) return { ...rest, lost: [...rest.lost, { from: downSince, to: now, label: 'not held' }] }
  if (back.missed === 0) return rest
  const to = Math.max(downSince, Math.min(now, back.heldFrom))
  const label = `${back.missed.toLocaleString('en-US')} not held`
  return { ...rest, lost: [...rest.lost, { from: downSince, to, label }] }
}

/** The past was told up to now: what was missed is counted again. What the index lost stays unknown. */
export function mended(coverage: Coverage): Coverage {
  return {
    ...coverage,
    since: Number.NEGATIVE_INFINITY,
    lost: coverage.lost.filter((stretch) => stretch.label === 'not held'),
  }
}

/** What is not known of the time from `from` to `now`, oldest first. */
export function stretches(coverage: Coverage, from: number, now: number): Stretch[] {
  const all: Stretch[] = []
  if (coverage.since > from) all.push({ from, to: coverage.since, label: 'not held: before this page opened' })
  for (const stretch of coverage.lost) if (stretch.to > from) all.push(stretch)
  if (coverage.downSince !== undefined) all.push({ from: coverage.downSince, to: now, label: 'no connection' })
  return all.map((s) => ({ ...s, from: Math.max(from, s.from), to: Math.min(now, s.to) })).filter((s) => s.to > s.from)
}

/** True if any of the time from `from` to `to` is unknown. */
export function touches(unknown: readonly Stretch[], from: number, to: number): boolean {
  return unknown.some((stretch) => stretch.from < to && stretch.to > from)
}
