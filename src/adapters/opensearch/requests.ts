import type { Client } from '@opensearch-project/opensearch'
import { faultOf } from './fault.js'
import { type Patience, patiently } from './patience.js'

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | boolean>>
  readonly body?: object
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

  async once<T>({ method, path, query = {}, body }: Call): Promise<T> {
    const request = { method, path, querystring: { ...query }, ...(body === undefined ? {} : { body }) }
    return this.#answer<T>(request)
  }

  /** Lines of JSON, each with its end. */
  async bulk<T>(lines: string, query: Readonly<Record<string, string>>): Promise<T> {
    return this.#answer<T>({ method: 'POST', path: '/_bulk', querystring: { ...query }, bulkBody: lines })
  }

  async #answer<T>(request: Parameters<Client['transport']['request']>[0]): Promise<T> {
    try {
      const { body } = await this.#client.transport.request(request)
      return body as T
    } catch (error) {
      throw faultOf(error)
    }
  }
}
