import type { Client } from '@opensearch-project/opensearch'
import type { Key, Stored } from '../../domain/document/hit.js'
import type { Schema } from '../../domain/fields.js'
import type { Where } from '../../domain/query/where.js'
import type { Summary, SummaryRequest } from '../../domain/summary/summary.js'
import type { Backend, Health } from '../../ports/backend.js'
import type { Clock } from '../../ports/clock.js'
import type { HitIndex, SearchAnswer, SearchRequest, Write, Written } from '../../ports/hitIndex.js'
import { Documents } from './documents.js'
import { OpenSearchFault } from './fault.js'
import { healthOf } from './health.js'
import type { Patience } from './patience.js'
import { type IndexSettings, prepareIndices } from './preparing.js'
import { probeIndex } from './probing.js'
import { Replication } from './replication.js'
import { Requests } from './requests.js'
import { deleteOldDays, keepPolicy } from './retention.js'
import { Searches } from './searches.js'
import { answerOf, type Found, searchBody } from './searching.js'
import { SharedRefresh } from './sharedRefresh.js'
import { summarize } from './summarizing.js'
import { Writing } from './writing.js'

export interface OpenSearchHitIndexOptions {
  readonly client: Client
  readonly schema: Schema
  readonly clock: Clock
  /** A day's index is deleted when all of it is older. */
  readonly retentionMs: number
  readonly refreshIntervalMs?: number
  /** Copies of each shard beside the primary; 0 where there is one node. */
  readonly replicas?: number
  /** Of each day. */
  readonly shards?: number
  /** OpenSearch Serverless, a SEARCH collection: it decides shards and refreshes itself, and has no policies. */
  readonly serverless?: boolean
  /** Days are called `<prefix>-YYYY.MM.DD`. No prefix may begin with another one and `-`. */
  readonly indexPrefix?: string
  /** For writes that the server has no room or shard for. */
  readonly writePatience?: Patience
  /** For everything that may be asked twice. */
  readonly readPatience?: Patience
}

const writing: Patience = { baseMs: 50, mostMs: 2000, budgetMs: 10_000 }
const reading: Patience = { baseMs: 50, mostMs: 1000, budgetMs: 5000 }

/** How late Serverless lets searches see what was written. */
const serverlessRefreshMs = 10_000

const undocumented = 'OpenSearch Serverless documents neither realtime get nor if_seq_no: updates are not proven there'

/** Documents in OpenSearch: an index a day, made by a template from the declared fields. */
export class OpenSearchHitIndex implements HitIndex, Backend {
  readonly capabilities: HitIndex['capabilities']
  readonly #schema: Schema
  readonly #clock: Clock
  readonly #retentionMs: number
  readonly #settings: IndexSettings | undefined
  readonly #prefix: string
  readonly #requests: Requests
  readonly #documents: Documents
  readonly #writing: Writing
  readonly #searches: Searches
  readonly #shared: SharedRefresh
  #weaker: Readonly<Record<string, string>>

  constructor(options: OpenSearchHitIndexOptions) {
    const { client, schema, clock, retentionMs, serverless = false, indexPrefix = 'metrics' } = options
    const { refreshIntervalMs = 1000, replicas = 1, shards = 1 } = options
    this.#schema = schema
    this.#clock = clock
    this.#retentionMs = retentionMs
    this.#prefix = indexPrefix
    this.#weaker = serverless ? { updates: undocumented } : {}
    this.#settings = serverless ? undefined : { refreshIntervalMs, replicas, shards }
    this.capabilities = {
      refresh: serverless ? { everyMs: serverlessRefreshMs } : 'on-demand',
      durable: serverless || replicas > 0 ? 'replicated' : 'disk',
    }
    this.#requests = new Requests(client, options.readPatience ?? reading)
    this.#documents = new Documents(schema)
    this.#writing = new Writing({
      requests: this.#requests,
      documents: this.#documents,
      prefix: indexPrefix,
      patience: options.writePatience ?? writing,
      primary: serverless ? undefined : '_primary',
    })
    const replication = serverless ? undefined : new Replication(this.#requests, indexPrefix)
    this.#searches = new Searches(this.#requests, indexPrefix, replication)
    this.#shared = new SharedRefresh(() => this.#refresh())
  }

  get(keys: readonly Key[]): Promise<ReadonlyMap<Key, { readonly stored: Stored; readonly token: string }>> {
    return this.#writing.get(keys)
  }

  write(documents: readonly Write[]): Promise<readonly Written[]> {
    return this.#writing.write(documents)
  }

  probe(stored: Stored): Promise<Written> {
    return probeIndex(this.#requests, { documents: this.#documents, prefix: this.#prefix, stored })
  }

  /** Where refreshes can't be asked for, it resolves at once: `capabilities.refresh` says how long to wait instead. */
  async refresh(): Promise<void> {
    if (this.#settings !== undefined) await this.#shared.refresh()
  }

  async search(where: Where, request: SearchRequest): Promise<SearchAnswer> {
    const found = await this.#searches.search<Found>(searchBody(where, request, this.#schema))
    return answerOf(found, request, this.#documents)
  }

  summarize(where: Where, request: SummaryRequest): Promise<Summary> {
    return summarize(this.#searches, where, request, { schema: this.#schema, now: this.#clock.now() })
  }

  /** Throws where a declared field has another type in an index that is there: its message says the way out. */
  async prepare(): Promise<void> {
    const requests = this.#requests
    await prepareIndices(requests, { prefix: this.#prefix, schema: this.#schema, settings: this.#settings })
    const kept = this.#settings !== undefined && (await keepPolicy(requests, this.#prefix, this.#retentionMs))
    if (kept) return
    const why = 'this server has no index policies: old days are deleted only when prepare runs'
    this.#weaker = { ...this.#weaker, retention: why }
    await deleteOldDays(requests, this.#prefix, { now: this.#clock.now(), retentionMs: this.#retentionMs })
  }

  health(): Promise<Health> {
    const serverless = this.#settings === undefined
    return healthOf(this.#requests, { prefix: this.#prefix, serverless, weaker: this.#weaker })
  }

  async #refresh(): Promise<void> {
    const answer = await this.#requests.send<{ readonly _shards?: { readonly failed: number } }>({
      method: 'POST',
      path: `/${this.#prefix}-*/_refresh`,
    })
    const failed = answer._shards?.failed ?? 0
    if (failed > 0) throw new OpenSearchFault(503, 'partial_refresh', `${failed} shards failed`)
  }
}
