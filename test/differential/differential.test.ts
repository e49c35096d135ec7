import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Position } from '../../src/domain/document/hit.js'
import type { JsonObject } from '../../src/domain/json.js'
import { compileWhere } from '../../src/domain/query/matcher.js'
import { queryIdOf } from '../../src/domain/query/queryId.js'
import { subjectOf } from '../../src/domain/query/subject.js'
import type { HitIndex } from '../../src/ports/hitIndex.js'
import { create } from '../contracts/hitIndex/underTest.js'
import { openSearchUrl } from '../support/faults/openSearchUrl.js'
import { type Corpus, corpusOf, type Question } from './corpus.js'
import { type Disagreement, disagreements } from './disagreement.js'
import { type MutantDomain, type Mutation, mutantOf } from './mutant.js'
import { mutations } from './mutations.js'
import { type Answer, type OpenSearchSide, openSearchSide } from './openSearchSide.js'
import { report, type Says } from './report.js'
import { schema } from './schema.js'
import { seedsOfRun } from './seedsOfRun.js'
import { askIndex, askMatcher, type Domain, diskOf, domain, memoryOf, reached } from './sides.js'
import { numbersOf, summaryRequests, wholeRequests } from './wholeAnswers.js'

describe.each(seedsOfRun())('of seed %i', (seed) => {
  let server: OpenSearchSide
  let corpus: Corpus
  let told: readonly Answer[]

  beforeAll(async () => {
    server = await openSearchSide(await openSearchUrl())
    corpus = corpusOf(seed, { details: 120, wheres: 280 })
    const written = await create(server.index, corpus.hits)
    expect(written.filter((outcome) => outcome !== 'written')).toEqual([])
    told = await server.ask(corpus.questions)
    // A machine that does much else takes its time.
  }, 300_000)
  afterAll(async () => server?.close())

  const matcherSays: Says = (where, hit) => compileWhere(where, schema)(subjectOf(hit, schema))
  const memorySays: Says = async (where, hit) => (await (await memoryOf([hit])).search(where, { limit: 1 })).total === 1

  const scratch = async () => openSearchSide(await openSearchUrl())

  /** Fails with the first disagreement, made small. */
  async function agrees(answers: readonly Answer[], says: Says): Promise<void> {
    const [first] = disagreements(corpus.hits, corpus.questions, told, answers)
    if (first === undefined) return
    expect.fail(`seed ${seed}: ${await report(first, scratch, says)}`)
  }

  /** Questions whose live query is not reached by what the server finds, or by something else. */
  function missedQueries(of: Domain): readonly Disagreement[] {
    const names = reached(of, corpus.hits, corpus.questions)
    return corpus.questions.flatMap((question, i) => {
      const answer = told[i] as Answer
      if (question.before !== undefined || 'error' in answer) return []
      const there = new Set(answer.ids)
      const queryId = queryIdOf(question.where)
      const hit = corpus.hits.find(({ eventId }) => names.get(eventId)?.has(queryId) !== there.has(eventId))
      return hit === undefined ? [] : [{ question, hit, words: 'the live query is missed, or reached without a match' }]
    })
  }

  test('there are pairs enough, and matches among them', () => {
    const { hits, questions } = corpus
    const matches = told.reduce((sum, answer) => sum + ('error' in answer ? 0 : answer.total), 0)
    const pairs = hits.length * questions.length
    console.log(`${pairs} pairs, ${matches} of them match; ${corpus.refused.length} conditions refused; seed ${seed}`)
    expect(pairs).toBeGreaterThan(500_000)
    expect(matches / pairs).toBeGreaterThan(0.05)
    expect(matches / pairs).toBeLessThan(0.5)
  })

  test('the matcher admits what OpenSearch finds, in its order', () =>
    agrees(askMatcher(domain, corpus.hits, corpus.questions), matcherSays))

  test('the memory index finds what OpenSearch finds, in its order', async () =>
    agrees(await askIndex(await memoryOf(corpus.hits), corpus.questions), memorySays))

  test('the disk index, opened again, finds what OpenSearch finds, in its order', async () => {
    const disk = await diskOf(corpus.hits)
    try {
      await agrees(await askIndex(disk.index, corpus.questions), memorySays)
    } finally {
      await disk.close()
    }
  })

  test('a document reaches the live queries that OpenSearch finds it by', () => {
    expect(missedQueries(domain)).toEqual([])
  })

  test('whole answers and summaries are equal in all indices', async () => {
    const disk = await diskOf(corpus.hits)
    const others: readonly HitIndex[] = [await memoryOf(corpus.hits), disk.index]
    try {
      for (const { where, request } of wholeRequests(seed, corpus)) {
        const answer = await server.index.search(where, request)
        // They differ in what they remember, which is another test's.
        const expected = { hits: answer.hits, total: answer.total, missed: answer.missed }
        for (const other of others) expect(await other.search(where, request)).toMatchObject(expected)
      }
      let numbers = 0
      for (const { where, request } of summaryRequests(seed, corpus)) {
        const summary = await server.index.summarize(where, request)
        numbers += numbersOf(summary)
        for (const other of others) expect(await other.summarize(where, request)).toEqual(summary)
      }
      console.log(`${numbers} numbers of summaries`)
      expect(numbers).toBeGreaterThan(1000)
    } finally {
      await disk.close()
    }
  })

  /** The first thing on which a mutant and the server disagree: a pair, an order, or a live query that is missed. */
  async function noticed(mutant: MutantDomain): Promise<Disagreement | undefined> {
    for (let i = 0; i < corpus.questions.length; i += 100) {
      const questions = readBy(
        mutant,
        corpus.questions.slice(i, i + 100).map(({ json, before }) => ({ json, before })),
      )
      const answers = askMatcher(mutant, corpus.hits, questions)
      const [found] = disagreements(corpus.hits, questions, told.slice(i, i + 100), answers, 1)
      if (found !== undefined) return found
    }
    // What it takes beside: asked of the server as the mutant reads it.
    const beside = readBy(
      mutant,
      corpus.refused.map((json) => ({ json })),
    )
    const answers = askMatcher(mutant, corpus.hits, beside)
    const [found] = disagreements(corpus.hits, beside, await server.ask(beside), answers, 1)
    if (found !== undefined) return found
    const [missed] = missedQueries(mutant)
    return missed
  }

  test.each(mutations)('it is noticed when $name', async (mutation) => {
    expect(await noticed(await mutantOf(mutation))).toBeDefined()
  })

  test('a disagreement is told by a small condition and a small document', async () => {
    const mutation = mutations.find(({ name }) => name === 'only the first value of an array counts') as Mutation
    const mutant = await mutantOf(mutation)
    const answers = askMatcher(mutant, corpus.hits, corpus.questions)
    const length = ({ question, hit }: Disagreement) => JSON.stringify([question.json, hit]).length
    const [large] = disagreements(corpus.hits, corpus.questions, told, answers, 999)
      // A long keyword stays as long as it is on both sides.
      .filter(({ hit, question }) => hit !== undefined && !/(.)\1{20}/u.test(JSON.stringify(question.json)))
      .sort((a, b) => length(b) - length(a))
    if (large === undefined) throw new Error('the mutant was not noticed')
    expect(length(large)).toBeGreaterThan(400)
    const says: Says = (where, hit) => mutant.compileWhere(where, schema)(mutant.subjectOf(hit, schema))
    const words = await report(large, scratch, says)
    expect(words.length, words).toBeLessThan(300)
  })
})

/** The questions that the domain, or a mutant of it, takes. */
function readBy(
  { parseWhere }: MutantDomain,
  asked: readonly { readonly json: JsonObject; readonly before?: Position | undefined }[],
): readonly Question[] {
  return asked.flatMap(({ json, before }) => {
    const parsed = parseWhere(json, schema)
    return parsed.ok ? [{ json, where: parsed.value, ...(before === undefined ? {} : { before }) }] : []
  })
}
