import type { Hit } from '../../src/domain/document/hit.js'
import { parseWhere } from '../../src/domain/query/parse.js'
import type { Where } from '../../src/domain/query/where.js'
import { create } from '../contracts/hitIndex/underTest.js'
import type { Question } from './corpus.js'
import type { Disagreement } from './disagreement.js'
import type { OpenSearchSide } from './openSearchSide.js'
import { schema } from './schema.js'
import { type Pair, smallest } from './smaller.js'

/** What one side says of one pair. */
export type Says = (where: Where, hit: Hit) => boolean | Promise<boolean>

/** A disagreement in words; the pair made as small as it still is one, asked on `scratch`, an index of its own. */
export async function report(
  { question, hit, words }: Disagreement,
  scratch: () => Promise<OpenSearchSide>,
  says: Says,
): Promise<string> {
  const given = `${words}: ${JSON.stringify(question.json)}`
  if (hit === undefined) return given
  const server = await scratch()
  let asked = 0
  const stillDiffers = async (pairs: readonly Pair[]): Promise<readonly boolean[]> => {
    const named = pairs.map(({ where, hit }) => ({ where, hit: { ...hit, eventId: `${asked++}` } }))
    await create(
      server.index,
      named.map((pair) => pair.hit),
    )
    const questions = named.map(({ where: json }): Question | undefined => {
      const parsed = parseWhere(json, schema)
      return parsed.ok ? { json, where: parsed.value } : undefined
    })
    const answers = await server.ask(questions.filter((one) => one !== undefined))
    let next = 0
    return Promise.all(
      questions.map(async (one, i) => {
        if (one === undefined) return false
        const answer = answers[next++]
        const { hit } = named[i] as Pair
        if (answer === undefined || 'error' in answer) return false
        return answer.ids.includes(hit.eventId) !== (await says(one.where, hit))
      }),
    )
  }
  try {
    const [alone] = await stillDiffers([{ where: question.json, hit }])
    if (alone !== true) return `${given} (not with this document alone)`
    const small = await smallest({ where: question.json, hit }, stillDiffers)
    return `${words}: where ${JSON.stringify(small.where)}, document ${JSON.stringify(small.hit)}`
  } finally {
    await server.close()
  }
}
