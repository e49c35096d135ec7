import type { Key, Stored } from '../../domain/document/hit.js'
import { eventIdOfKey, indexOfKey } from '../../domain/document/identity.js'
import { type Json, sameJson } from '../../domain/json.js'
import type { Write, Written } from '../../ports/hitIndex.js'
import { type BulkItem, sendBulk } from './bulk.js'
import type { Documents, Source } from './documents.js'
import { OpenSearchFault } from './fault.js'
import { Backoff, type Patience } from './patience.js'
import type { Requests } from './requests.js'

export interface WritingParts {
  readonly requests: Requests
  readonly documents: Documents
  readonly prefix: string
  readonly patience: Patience
  /** Where gets must go; undefined where that can't be said. */
  readonly primary: string | undefined
}

interface Pending extends BulkItem {
  readonly at: number
  readonly write: Write
  /** The last try's fault: that try may have written the document all the same. */
  fault?: OpenSearchFault
}

interface Got {
  readonly _index: string
  readonly _id: string
  readonly found?: boolean
  readonly _seq_no?: number
  readonly _primary_term?: number
  readonly _source?: Source
  readonly error?: { readonly type: string; readonly reason?: string }
}

/** Writes and reads documents by their keys. */
export class Writing {
  readonly #parts: WritingParts

  constructor(parts: WritingParts) {
    this.#parts = parts
  }

  async get(keys: readonly Key[]): Promise<ReadonlyMap<Key, { readonly stored: Stored; readonly token: string }>> {
    const found = new Map<Key, { stored: Stored; token: string }>()
    if (keys.length === 0) return found
    const { requests, documents, primary } = this.#parts
    const docs = keys.map((key) => ({ _index: this.#indexOf(key), _id: eventIdOfKey(key) }))
    const query = primary === undefined ? {} : { preference: primary }
    const answer = await requests.send<{ readonly docs: readonly Got[] }>({
      method: 'POST',
      path: '/_mget',
      query,
      body: { docs },
    })
    for (const [i, key] of keys.entries()) {
      const got = answer.docs[i] as Got
      if (got.error !== undefined && got.error.type !== 'index_not_found_exception') {
        // Of one document there is no status: what else may be wrong with it, its shard is not there.
        throw new OpenSearchFault(503, got.error.type, '')
      }
      if (got.found !== true || got._source === undefined) continue
      found.set(key, { stored: documents.decode(got._source), token: `${got._seq_no}.${got._primary_term}` })
    }
    return found
  }

  /** What the server has no room or shard for is tried again, alone, until it is written or the budget is spent. */
  async write(writes: readonly Write[]): Promise<readonly Written[]> {
    const outcomes = new Array<Written>(writes.length)
    const backoff = new Backoff(this.#parts.patience)
    let left: readonly Pending[] = writes.map((write, at) => ({ at, write, lines: this.#lines(write) }))
    while (left.length > 0) {
      left = await this.#attempt(left, outcomes)
      if (left.length > 0 && !(await backoff.wait())) break
    }
    for (const { at, fault } of left) outcomes[at] = { retry: fault }
    return outcomes
  }

  /** Answers those to try again. */
  async #attempt(pending: readonly Pending[], outcomes: Written[]): Promise<readonly Pending[]> {
    const answers = await sendBulk(this.#parts.requests, pending)
    const again: Pending[] = []
    const doubtful: Pending[] = []
    for (const [i, item] of pending.entries()) {
      const answer = answers[i] ?? 'conflict'
      if (answer === 'conflict' && item.fault !== undefined) doubtful.push(item)
      else if (answer === 'written' || answer === 'conflict' || 'refused' in answer) outcomes[item.at] = answer
      else if ('retry' in answer) outcomes[item.at] = answer
      else {
        item.fault = answer.again
        again.push(item)
      }
    }
    await this.#settle(doubtful, outcomes)
    return again
  }

  /** A try that failed may have written: whoever then meets its own document has no conflict, and has to tell of it. */
  async #settle(doubtful: readonly Pending[], outcomes: Written[]): Promise<void> {
    if (doubtful.length === 0) return
    try {
      const found = await this.get(doubtful.map((item) => item.write.key))
      for (const { at, write } of doubtful) {
        const stored = found.get(write.key)?.stored
        const own = stored !== undefined && sameJson(asJson(stored), asJson(write.next))
        outcomes[at] = own ? 'written' : 'conflict'
      }
    } catch (retry) {
      for (const { at } of doubtful) outcomes[at] = { retry }
    }
  }

  #lines({ key, next, token }: Write): string {
    const place = { _index: this.#indexOf(key), _id: eventIdOfKey(key) }
    const action = token === undefined ? { create: place } : { index: { ...place, ...namedBy(token) } }
    return `${JSON.stringify(action)}\n${this.#parts.documents.encode(next)}\n`
  }

  #indexOf(key: Key): string {
    return indexOfKey(key, this.#parts.prefix)
  }
}

function namedBy(token: string): { readonly if_seq_no: number; readonly if_primary_term: number } {
  const [sequence, term] = token.split('.').map(Number) as [number, number]
  return { if_seq_no: sequence, if_primary_term: term }
}

function asJson(stored: Stored): Json {
  return stored as unknown as Json
}
