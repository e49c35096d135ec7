export interface Part {
  readonly part: number
  readonly last: boolean
}

/** The parts of one answer: from 0 up to the one marked `last`, in whatever order they come. */
export interface Parts<P> {
  readonly got: { readonly [part: number]: P }
  /** How many there are; undefined until the last was seen. */
  readonly count?: number | undefined
}

export const noParts: Parts<never> = { got: {} }

export function addPart<P extends Part>({ got, count }: Parts<P>, part: P): Parts<P> {
  return { got: { ...got, [part.part]: part }, count: part.last ? part.part + 1 : count }
}

/** All parts, or undefined while one is missing: the last can come before the first. Keys that are numbers stand in order. */
export function wholeOf<P>({ got, count }: Parts<P>): readonly P[] | undefined {
  const all = Object.values(got)
  return all.length === count ? all : undefined
}
