import type { Client } from '@opensearch-project/opensearch'
import type { TransportRequestOptions, TransportRequestParams } from '@opensearch-project/opensearch/lib/Transport.js'
import { faultOf } from './fault.js'
import { type Patience, patiently } from './patience.js'

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | boolean>>
  readonly body?: object
  /** Instead of the client's own. */
  readonly timeoutMs?: number
}

/** Requests to the server as values: what is answered, or an `OpenSearchFault`. */
export class Requests {
  readonly #client: Client
  readonly #patience: Patience

  constructor(client: Client, patience: Patience) {
    this.#client = client
    this.#patience = patience
  }

  /** Only for what may be done twice: tried again within the budget. */
  async send<T>(call: Call): Promise<T> {
    return patiently(this.#patience, () => this.once<T>(call))
  }

  async once<T>({ method, path, query = {}, body, timeoutMs }: Call): Promise<T> {
    const request = { method, path, querystring: { ...query }, ...(body === undefined ? {} : { body }) }
    return this.#answer<T>(request, timeoutMs === undefined ? {} : { requestTimeout: timeoutMs })
  }

  /** Lines of JSON, each with its end. */
  async bulk<T>(lines: string, query: Readonly<Record<string, string>>): Promise<T> {
    return this.#answer<T>({ method: 'POST', path: '/_bulk', querystring: { ...query }, bulkBody: lines })
  }

  async #answer<T>(request: TransportRequestParams, options: TransportRequestOptions = {}): Promise<T> {
    try {
      const { body } = await this.#client.transport.request(request, options)
      return body as T
    } catch (error) {
      throw faultOf(error)
    }
  }
}
