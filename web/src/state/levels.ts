import type { Json } from '../../../src/domain/json.js'

/** How the page colours and stacks levels, from the base of a bar upwards. `none`: the document names no level. */
export const levels = ['error', 'warn', 'info', 'debug', 'none'] as const
export type Level = (typeof levels)[number]

const words: ReadonlyMap<string, Level> = new Map<string, Level>([
  ...['error', 'err', 'fatal', 'critical', 'crit', 'alert', 'emerg', 'emergency', 'panic', 'severe'].map(
    (word) => [word, 'error'] as const,
  ),
  ...['warn', 'warning'].map((word) => [word, 'warn'] as const),
  ...['debug', 'trace', 'verbose', 'fine', 'finer', 'finest'].map((word) => [word, 'debug'] as const),
])

/** The class of a level as producers write it: `WARNING` is a warn, `notice` and other words are info. */
export function levelOf(value: Json | undefined): Level {
  const word = Array.isArray(value) ? value[0] : value
  if (typeof word !== 'string' || word === '') return 'none'
  return words.get(word.toLowerCase()) ?? 'info'
}
