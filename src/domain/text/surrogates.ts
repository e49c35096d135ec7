// In Unicode mode a pair is one character: what is found stands alone.
const lone = /\p{Surrogate}/u
const everyLone = /\p{Surrogate}/gu

/** Says whether each surrogate has its other half. UTF-8, and so an index, can't say what has not. */
export function isWellFormed(text: string): boolean {
  return !lone.test(text)
}

/** Half pairs, such as a logger leaves that cuts its lines, made U+FFFD: what they would be in UTF-8. */
export function wellFormed(text: string): string {
  return isWellFormed(text) ? text : text.replace(everyLone, '\ufffd')
}
