import fc from 'fast-check'
import type { Hit, Position } from '../../src/domain/document/hit.js'
import { positionOf } from '../../src/domain/document/order.js'
import type { Json, JsonObject } from '../../src/domain/json.js'
import { parseWhere } from '../../src/domain/query/parse.js'
import type { Where } from '../../src/domain/query/where.js'
import { anyWhere, chosenWheres, unequal } from './conditions.js'
import { anyDetail, chosenDetails, documentOf } from './documents.js'
import { schema } from './schema.js'

/** A condition as it was asked, and as the domain reads it. */
export interface Question {
  readonly json: JsonObject
  readonly where: Where
  readonly before?: Position
}

export interface Corpus {
  readonly hits: readonly Hit[]
  readonly questions: readonly Question[]
  /** What the domain does not take, since the server would answer something else. */
  readonly refused: readonly JsonObject[]
}

/** All that is chosen, and so much more by chance. */
export function corpusOf(seed: number, sizes: { readonly details: number; readonly wheres: number }): Corpus {
  const made = [...chosenDetails, ...fc.sample(anyDetail, { seed, numRuns: sizes.details })]
  const hits = made.map(documentOf).filter((hit) => hit !== undefined)
  const asked = [...chosenWheres, ...fc.sample(anyWhere, { seed, numRuns: sizes.wheres }), ...hits.flatMap(askedOf)]
  const refused: JsonObject[] = []
  const questions = [...asked, ...unequal].flatMap((json, i): Question[] => {
    const parsed = parseWhere(json, schema)
    if (!parsed.ok) {
      refused.push(json)
      return []
    }
    // Some ask for what comes after a document.
    const from = hits[(i * 31) % hits.length] as Hit
    return [{ json, where: parsed.value, ...(i % 9 === 0 ? { before: positionOf(from) } : {}) }]
  })
  return { hits, questions, refused }
}

/** Questions about what chance has put into a document: its words, and the beginning of its keyword. */
function askedOf({ query, eventType }: Hit): JsonObject[] {
  const asked: JsonObject[] = []
  for (const text of stringsOf(query)) {
    const characters = [...text.slice(0, 40)]
    const from = characters.length >> 2
    asked.push({ query: { match: characters.slice(from, from + 3).join('') } })
  }
  for (const keyword of stringsOf(eventType)) {
    const characters = [...keyword]
    if (characters.length > 1) asked.push({ eventType: { prefix: characters.slice(0, -1).join('') } })
  }
  return asked
}

function stringsOf(value: Json | undefined): readonly string[] {
  const values = Array.isArray(value) ? (value as readonly Json[]) : [value]
  return values.filter((item): item is string => typeof item === 'string' && item !== '')
}
