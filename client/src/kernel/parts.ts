export interface Part {
  readonly part: number
  readonly last: boolean
}

/** The parts of one answer: from 0 up to the one marked `last`, in whatever order they come. */
export interface Parts<P> {
  readonly got: ReadonlyMap<number, P>
  /** How many there are; undefined until the last was seen. */
  readonly count: number | undefined
}

export const noParts: Parts<never> = { got: new Map<number, never>(), count: undefined }

export function addPart<P extends Part>(parts: Parts<P>, part: P): Parts<P> {
  return { got: new Map(parts.got).set(part.part, part), count: part.last ? part.part + 1 : parts.count }
}

/** All parts in order, or undefined while one is missing: the last part can come before the first. */
export function wholeOf<P>(parts: Parts<P>): readonly P[] | undefined {
  if (parts.count === undefined) return undefined
  const whole: P[] = []
  for (let i = 0; i < parts.count; i++) {
    const part = parts.got.get(i)
    if (part === undefined) return undefined
    whole.push(part)
  }
  return whole
}
