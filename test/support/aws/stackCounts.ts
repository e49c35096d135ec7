import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { type HttpAnswer, HttpProxy, type HttpRequest } from '../faults/httpProxy.js'
import { type Place, readsOf, sizesBy, writesOf, writtenBy } from './dynamoUnits.js'
import { plainly } from './dynamoWire.js'

const local = { region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }

/** What functions asked of the services behind them. */
export interface StackCounts {
  /** Units of consistent reads, and calls that write. */
  readonly reads: number
  readonly writes: number
  /** Requests to OpenSearch by their kind, such as `POST _bulk`. */
  readonly search: Readonly<Record<string, number>>
  /** Entries put onto a bus. */
  readonly busEntries: number
}

/** Proxies that a stack is started with (`urls`), and what passed them. */
export class CountingProxies {
  readonly urls: { readonly dynamodb: string; readonly opensearch: string; readonly aws: string }
  readonly #proxies: readonly HttpProxy[]
  readonly #search: HttpProxy
  /** Whether written units are counted: each row is looked at before and after. */
  weighs = false
  /** What passed since the start: units written while they were weighed, and calls of SQS that functions made. */
  writeUnits = 0
  queueCalls = 0
  #counts = { reads: 0, writes: 0, busEntries: 0 }
  #bare: DynamoDBClient | undefined

  private constructor(dynamo: HttpProxy, search: HttpProxy, aws: HttpProxy) {
    this.#proxies = [dynamo, search, aws]
    this.#search = search
    this.urls = { dynamodb: dynamo.url, opensearch: search.url, aws: aws.url }
  }

  /** `partsOf`: where DynamoDB and AWS are, known once the stack runs. */
  static async start(openSearch: string, partsOf: () => { dynamodb: string; aws: string }): Promise<CountingProxies> {
    // Both are told below where to ask: nothing comes before the stack runs.
    const nowhere = 'http://127.0.0.1:1'
    const [dynamo, search, aws] = [
      await HttpProxy.start('dynamodb', nowhere),
      await HttpProxy.start('opensearch', openSearch),
      await HttpProxy.start('aws', nowhere),
    ]
    const counting = new CountingProxies(dynamo, search, aws)
    dynamo.interfere = async (request) => {
      const written = counting.weighs ? writtenBy(...callOf(request)) : []
      const before = await counting.#sizes(partsOf().dynamodb, written)
      const answer = await ask(partsOf().dynamodb, request)
      counting.#dynamo(request, answer)
      const after = await counting.#sizes(partsOf().dynamodb, written)
      counting.writeUnits += writesOf(callOf(request)[0], before, after)
      return answer
    }
    aws.interfere = async (request) => {
      if (String(request.headers['x-amz-target']).endsWith('PutEvents')) {
        counting.#counts.busEntries += (JSON.parse(String(request.body)) as { Entries: unknown[] }).Entries.length
      }
      if (String(request.headers['x-amz-target']).startsWith('AmazonSQS')) counting.queueCalls++
      return ask(partsOf().aws, request)
    }
    return counting
  }

  /** What passed since it was last asked. */
  take(): StackCounts {
    const taken = { ...this.#counts, search: Object.fromEntries(this.#search.counts) }
    this.#counts = { reads: 0, writes: 0, busEntries: 0 }
    this.#search.counts.clear()
    return taken
  }

  async stop(): Promise<void> {
    await Promise.all(this.#proxies.map((proxy) => proxy.stop()))
    this.#bare?.destroy()
  }

  #sizes(endpoint: string, places: readonly Place[]): Promise<readonly number[]> {
    if (places.length === 0) return Promise.resolve([])
    this.#bare ??= new DynamoDBClient({ endpoint, ...local })
    return sizesBy(this.#bare)(places)
  }

  #dynamo({ body, headers }: HttpRequest, answer: HttpAnswer): void {
    const operation = operationOf(headers)
    if (/^(Put|Update|Delete|BatchWrite|TransactWrite)/.test(operation)) this.#counts.writes++
    const [asked, told] = [body, answer.body].map(
      (text) => plainly(JSON.parse(String(text))) as Record<string, unknown>,
    )
    this.#counts.reads += readsOf(operation, asked ?? {}, told ?? {})
  }
}

function operationOf(headers: HttpRequest['headers']): string {
  return String(headers['x-amz-target']).split('.').at(-1) ?? ''
}

function callOf({ body, headers }: HttpRequest): [operation: string, input: Readonly<Record<string, unknown>>] {
  return [operationOf(headers), plainly(JSON.parse(String(body))) as Readonly<Record<string, unknown>>]
}

async function ask(to: string, { body, headers, method, path }: HttpRequest): Promise<HttpAnswer> {
  const { connection: _, 'content-length': __, host: ___, 'transfer-encoding': ____, ...kept } = headers
  const answer = await fetch(`${to}${path}`, {
    method,
    headers: kept as Record<string, string>,
    body: new Uint8Array(body),
  })
  const plain = Buffer.from(await answer.arrayBuffer())
  return { status: answer.status, headers: { 'content-type': answer.headers.get('content-type') ?? '' }, body: plain }
}
