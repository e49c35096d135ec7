import type { Hit } from '../../src/domain/document/hit.js'
import type { Question } from './corpus.js'
import type { Answer } from './openSearchSide.js'

/** A question that two sides answer differently, and a document that only one of them has; none: only the order differs. */
export interface Disagreement {
  readonly question: Question
  readonly hit?: Hit
  readonly words: string
}

/** The first few questions on which another side says something else than the server. */
export function disagreements(
  hits: readonly Hit[],
  questions: readonly Question[],
  server: readonly Answer[],
  other: readonly Answer[],
  most = 5,
): readonly Disagreement[] {
  const found: Disagreement[] = []
  for (const [i, question] of questions.entries()) {
    if (found.length === most) break
    const [a, b] = [server[i] as Answer, other[i] as Answer]
    if ('error' in a || 'error' in b) {
      found.push({ question, words: `the server refuses it: ${'error' in a ? a.error : ''}` })
    } else if (a.total !== b.total || a.ids.join('\n') !== b.ids.join('\n')) {
      const [there, here] = [new Set(a.ids), new Set(b.ids)]
      const hit = hits.find(({ eventId }) => there.has(eventId) !== here.has(eventId))
      const who = hit === undefined ? 'another order or total' : there.has(hit.eventId) ? 'OpenSearch' : 'this side'
      const words = hit === undefined ? who : `only ${who} has ${JSON.stringify(hit.eventId)}`
      found.push(hit === undefined ? { question, words } : { question, hit, words })
    }
  }
  return found
}
