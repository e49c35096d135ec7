import { randomBytes } from 'node:crypto'
import { openSearchClient } from '../../src/adapters/opensearch/openSearchClient.js'
import { OpenSearchHitIndex } from '../../src/adapters/opensearch/openSearchHitIndex.js'
import { searchBody } from '../../src/adapters/opensearch/searching.js'
import { dayMs } from '../contracts/hitIndex/underTest.js'
import { ManualClock } from '../support/manualClock.js'
import type { Question } from './corpus.js'
import { now } from './documents.js'
import { schema } from './schema.js'

/** What a server answers: the ids of what matches, in its order, and how many there are; or why it refuses. */
export type Answer = { readonly ids: readonly string[]; readonly total: number } | { readonly error: string }

export interface OpenSearchSide {
  readonly index: OpenSearchHitIndex
  /** Each question as the adapter asks it, many at a time. */
  ask(questions: readonly Question[]): Promise<readonly Answer[]>
  close(): Promise<void>
}

interface Response {
  readonly error?: unknown
  readonly hits?: { readonly total: { readonly value: number }; readonly hits?: readonly { readonly _id: string }[] }
}

const atOnce = 100
/** More than there are documents, those that are made smaller included. */
export const limit = 5000

/** Days of several shards each, made by the adapter's own template, on the server under this URL. */
export async function openSearchSide(url: string): Promise<OpenSearchSide> {
  const client = openSearchClient({ url, auth: { kind: 'none' }, requestTimeoutMs: 60_000 })
  const indexPrefix = `differential-${randomBytes(6).toString('hex')}`
  const common = { client, schema, clock: new ManualClock(now), retentionMs: 14 * dayMs }
  const index = new OpenSearchHitIndex({ ...common, replicas: 0, shards: 2, indexPrefix })
  await index.prepare()
  return {
    index,
    async ask(questions) {
      const answers: Answer[] = []
      for (let i = 0; i < questions.length; i += atOnce) {
        const lines = questions.slice(i, i + atOnce).flatMap(({ where, before }) => [
          { index: `${indexPrefix}-*`, ignore_unavailable: true, allow_partial_search_results: false },
          { ...searchBody(where, { limit, ...(before === undefined ? {} : { before }) }, schema), _source: false },
        ])
        const { body } = await client.transport.request({
          method: 'POST',
          path: '/_msearch',
          querystring: { filter_path: 'responses.hits.total.value,responses.hits.hits._id,responses.error' },
          bulkBody: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
        })
        answers.push(...(body as { readonly responses: readonly Response[] }).responses.map(answerOf))
      }
      return answers
    },
    async close() {
      await client.indices.delete({ index: `${indexPrefix}-*` })
      await client.indices.deleteIndexTemplate({ name: indexPrefix }, { ignore: [404] })
      await client.close()
    },
  }
}

function answerOf({ error, hits }: Response): Answer {
  if (hits === undefined) return { error: JSON.stringify(error).slice(0, 1000) }
  return { ids: (hits.hits ?? []).map((hit) => hit._id), total: hits.total.value }
}
