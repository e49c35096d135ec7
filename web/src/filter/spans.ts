import type { ParsedFilter, Word } from '../../../src/domain/filter/words.js'

/** A piece of the line in one colour. */
export interface Span {
  readonly text: string
  readonly kind: Word['kind'] | 'plain' | 'wrong'
}

/** The line cut into its coloured pieces: together they are the line. What is wrong covers the words it lies on. */
export function spansOf(line: string, parsed: ParsedFilter): Span[] {
  const wrong = parsed.ok
    ? []
    : [
        {
          start: parsed.column,
          end: Math.max(parsed.column + 1, parsed.column + parsed.length),
          kind: 'wrong' as const,
        },
      ]
  const from = wrong[0]?.start ?? Number.POSITIVE_INFINITY
  const to = wrong[0]?.end ?? Number.NEGATIVE_INFINITY
  const pieces = [...parsed.words.filter((word) => word.end <= from || word.start >= to), ...wrong]
  const spans: Span[] = []
  let at = 0
  for (const { start, end, kind } of pieces.sort((a, b) => a.start - b.start)) {
    if (start > at) spans.push({ text: line.slice(at, start), kind: 'plain' })
    const text = line.slice(Math.max(at, start), end)
    if (text !== '') spans.push({ text, kind })
    at = Math.max(at, end)
  }
  if (at < line.length) spans.push({ text: line.slice(at), kind: 'plain' })
  return spans
}
