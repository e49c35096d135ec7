import type { DiskHitIndex } from '../../src/adapters/disk/diskHitIndex.js'
import { MemoryHitIndex } from '../../src/adapters/memory/index/memoryHitIndex.js'
import type { Hit } from '../../src/domain/document/hit.js'
import { comparePositions, positionOf } from '../../src/domain/document/order.js'
import { compileWhere } from '../../src/domain/query/matcher.js'
import { MatchIndex } from '../../src/domain/query/matchIndex.js'
import { queryOf } from '../../src/domain/query/queryOf.js'
import { subjectOf } from '../../src/domain/query/subject.js'
import type { HitIndex } from '../../src/ports/hitIndex.js'
import { openFolder, openIndex, temporaryFolder } from '../adapters/disk/openFolder.js'
import { create, dayMs, ids } from '../contracts/hitIndex/underTest.js'
import { ManualClock } from '../support/manualClock.js'
import type { Question } from './corpus.js'
import { now } from './documents.js'
import { type Answer, limit } from './openSearchSide.js'
import { schema } from './schema.js'

/** What a mutant may change. */
export const domain = { comparePositions, compileWhere, MatchIndex, positionOf, queryOf, subjectOf }
export type Domain = typeof domain

/** What the domain's matcher and order say. */
export function askMatcher(
  { comparePositions, compileWhere, positionOf, subjectOf }: Domain,
  hits: readonly Hit[],
  questions: readonly Question[],
): readonly Answer[] {
  const subjects = [...hits]
    .sort((a, b) => comparePositions(positionOf(a), positionOf(b)))
    .map((hit) => subjectOf(hit, schema))
  return questions.map(({ where, before }) => {
    const matches = compileWhere(where, schema)
    const all = subjects.filter((subject) => matches(subject)).map(({ hit }) => hit)
    const after = all.filter((hit) => before === undefined || comparePositions(positionOf(hit), before) > 0)
    return { ids: ids(after), total: all.length }
  })
}

/** For each document the names of the live queries that it reaches, by the index of live queries. */
export function reached(
  { MatchIndex, queryOf, subjectOf }: Domain,
  hits: readonly Hit[],
  questions: readonly Question[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const index = new MatchIndex(schema)
  for (const { where } of questions) index.add(queryOf(where, schema))
  return new Map(
    hits.map((hit) => {
      const names = new Set<string>()
      index.match(subjectOf(hit, schema), (query) => names.add(query.queryId))
      return [hit.eventId, names]
    }),
  )
}

export async function askIndex(index: HitIndex, questions: readonly Question[]): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  for (const { where, before } of questions) {
    const { hits, total } = await index.search(where, { limit, ...(before === undefined ? {} : { before }) })
    answers.push({ ids: ids(hits), total })
  }
  return answers
}

const options = () => ({ schema, clock: new ManualClock(now), retentionMs: 14 * dayMs })

export async function memoryOf(hits: readonly Hit[]): Promise<MemoryHitIndex> {
  // Small segments, so that there are many of them.
  const segments = { smallest: 16, largest: 64 }
  const index = new MemoryHitIndex({ ...options(), ...segments, maxDocuments: 100_000, maxBytes: 2 ** 30 })
  await index.prepare()
  await create(index, hits)
  return index
}

/** An index on disk, as it is after a restart. */
export async function diskOf(hits: readonly Hit[]): Promise<{ readonly index: DiskHitIndex; close(): Promise<void> }> {
  const { dir, remove } = temporaryFolder()
  const first = await openFolder(dir, options())
  await create(await openIndex(first, options()), hits)
  await first.close()
  const folder = await openFolder(dir, options())
  const index = await openIndex(folder, options())
  return {
    index,
    async close() {
      await folder.close()
      remove()
    },
  }
}
