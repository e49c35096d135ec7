import { OpenSearchFault } from './fault.js'
import { daysOf } from './probing.js'
import type { Replication } from './replication.js'
import type { Requests } from './requests.js'

interface Complete {
  readonly timed_out: boolean
  readonly _shards: { readonly failed: number }
}

/** Searches over the days of one prefix, answered whole or not at all. */
export class Searches {
  readonly #requests: Requests
  readonly #replication: Replication | undefined
  readonly #path: string

  constructor(requests: Requests, prefix: string, replication: Replication | undefined) {
    this.#requests = requests
    this.#replication = replication
    this.#path = `/${daysOf(prefix)}/_search`
  }

  async search<T extends Complete>(body: object): Promise<T> {
    const preference = await this.#replication?.preference()
    const query = {
      allow_partial_search_results: false,
      ignore_unavailable: true,
      ...(preference === undefined ? {} : { preference }),
    }
    const answer = await this.#requests.send<T>({ method: 'POST', path: this.#path, query, body })
    if (answer.timed_out || answer._shards.failed > 0) {
      throw new OpenSearchFault(503, 'partial_answer', `${answer._shards.failed} shards failed`)
    }
    return answer
  }
}
