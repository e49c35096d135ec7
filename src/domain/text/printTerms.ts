import { analyze } from './analyze.js'

/** A text whose analysis gives these terms. */
export function printTerms(terms: readonly string[]): string {
  return terms.map(printTerm).join(' ')
}

/** Ⓜ is an emoji and joins others, its lower case ⓜ is none and does not: such a term is told with its capital. */
function printTerm(term: string): string {
  return term.includes('ⓜ') && analyze(term)[0] !== term ? term.replaceAll('ⓜ', 'Ⓜ') : term
}
