import { type Client, type Hit, keyOf, type Live } from '../../../../client/src/index.js'
import { own } from '../../../domain/json.js'
import type { Asked } from '../server/connection.js'

/** Makes documents whole that were sent cut, because they are too big for one frame. */
export class Whole {
  readonly #client: Pick<Client, 'live'>
  readonly #query: Asked['query']
  #live: Live | undefined

  constructor(client: Pick<Client, 'live'>, query: Asked['query']) {
    this.#client = client
    this.#query = query
  }

  /** The same hits in the same order. One that the server cannot tell whole, or that no longer matches, stays cut. */
  async of(hits: readonly Hit[]): Promise<readonly Hit[]> {
    if (!hits.some(isCut)) return hits
    this.#live ??= this.#client.live({ ...this.#query, limit: 1 })
    const { load } = this.#live
    const whole: Hit[] = []
    for (const hit of hits) whole.push(isCut(hit) ? ((await load(keyOf(hit))) ?? hit) : hit)
    return whole
  }
}

/** Documents that are too big for a frame name the fields that were cut. */
export function isCut(hit: Hit): boolean {
  return own(hit, 'truncated') !== undefined
}
