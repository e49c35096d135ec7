import { isDeepStrictEqual } from 'node:util'
import type { Hit } from '../../client/src/index.js'
import { eventually } from '../support/eventually.js'
import { TestClient } from '../support/testClient.js'
import { type Person, people } from '../support/ways/way.js'
import type { Viewer } from './crowd.js'
import type { Question } from './questions.js'
import type { Site } from './site.js'

interface Answer {
  readonly hits: readonly Hit[]
  readonly total: number
}

/** How long views may take to become right once nothing waits any more: what was sent has to be heard, no more than that. */
const patience = 20_000

/** What the index answers now, each question asked once, and which views are otherwise. */
export class Oracle {
  readonly #answers: ReadonlyMap<Question, Answer>

  private constructor(answers: ReadonlyMap<Question, Answer>) {
    this.#answers = answers
  }

  static async ask(site: Site, questions: readonly Question[]): Promise<Oracle> {
    const answers = await Promise.all(people.map((who) => answersTo(who, questions, site)))
    return new Oracle(new Map(answers.flat()))
  }

  /** Documents in the fullest answer. */
  get most(): number {
    return Math.max(...[...this.#answers.values()].map(({ hits }) => hits.length))
  }

  /** Those whose view is not the answer, once they had the time; the strict sense: nobody asks again. */
  async wrong(viewers: readonly Viewer[]): Promise<readonly Viewer[]> {
    const found = () => viewers.filter((viewer) => this.#isWrong(viewer))
    await eventually('every view is right', () => found().length === 0, patience).catch(() => {})
    return found()
  }

  /**
   * Those whose total is off although their documents are right. It is exact as of `verifiedAt`, and then counted by
   * what is told; of what lies beyond a view not everything is.
   */
  miscounted(viewers: readonly Viewer[]): readonly Viewer[] {
    return viewers.filter((viewer) => viewer.live.getSnapshot().total !== this.#answerFor(viewer).total)
  }

  /** What a view has wrong, as far as it is worth showing. */
  describe(viewer: Viewer): object {
    const { continuity, hits, state, total } = viewer.live.getSnapshot()
    const right = this.#answerFor(viewer)
    const named = (of: readonly Hit[]) => of.map((hit) => `${hit['@timestamp']} ${hit.eventId} v${hit.version}`)
    const [mine, wanted] = [named(hits), named(right.hits)]
    return {
      ...viewer.question,
      state,
      continuity,
      total: [total, right.total],
      missing: wanted.filter((one) => !mine.includes(one)),
      extra: mine.filter((one) => !wanted.includes(one)),
    }
  }

  #isWrong(viewer: Viewer): boolean {
    const { continuity, end, hits, total } = viewer.live.getSnapshot()
    const answer = this.#answerFor(viewer)
    // Without an end it holds all that match, and so can count them.
    const isCounted = end !== undefined || total === answer.total
    return !isDeepStrictEqual(hits, answer.hits) || !isCounted || continuity !== 'complete'
  }

  #answerFor({ question }: Viewer): Answer {
    return this.#answers.get(question) as Answer
  }
}

/** All that one person asks, over one connection. */
async function answersTo(
  who: Person,
  questions: readonly Question[],
  site: Site,
): Promise<readonly [Question, Answer][]> {
  const client = await TestClient.open(site.direct(), undefined, { headers: { 'x-api-key': site.people[who].secret } })
  const asked = questions.filter((question) => question.who === who)
  const answers = await Promise.all(
    asked.map(async (question): Promise<[Question, Answer]> => {
      const { parts } = await client.subscribe(question.query)
      const inOrder = [...parts].sort((a, b) => a.part - b.part)
      return [question, { hits: inOrder.flatMap((part) => part.hits), total: inOrder.at(-1)?.total ?? -1 }]
    }),
  )
  await client.close()
  return answers
}
