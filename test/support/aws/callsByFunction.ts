import { type HttpAnswer, HttpProxy, type HttpRequest } from '../faults/httpProxy.js'
import { type FunctionName, functionNames } from './lambda/functionName.js'

/** A request that a function sent. */
export interface FunctionCall {
  readonly by: FunctionName
  /** As it was signed for: `dynamodb`, `sqs`, `events`, `ssm`, `es`. */
  readonly service: string
  /** `TransactWriteItems`; of OpenSearch the method, `POST`. */
  readonly action: string
  readonly path: string
  /** Of AWS's JSON protocols; else empty. */
  readonly input: Readonly<Record<string, unknown>>
}

/** Proxies for a stack whose functions sign by their names (`signsByName`), and every request that passed them. */
export class CallsByFunction {
  readonly calls: FunctionCall[] = []
  /** Answers a call in the service's place; undefined: the service does. */
  fault: (call: FunctionCall) => HttpAnswer | undefined = () => undefined
  /** For the stack's `urls`. */
  readonly urls: { readonly opensearch: string; readonly dynamodb: string; readonly aws: string }
  /** For `AWS_ENDPOINT_URL_SSM`. */
  readonly parametersUrl: string
  readonly #proxies: readonly HttpProxy[]
  readonly #later: readonly [dynamodb: HttpProxy, aws: HttpProxy]

  private constructor(opensearch: HttpProxy, ssm: HttpProxy, dynamodb: HttpProxy, aws: HttpProxy) {
    this.urls = { opensearch: opensearch.url, dynamodb: dynamodb.url, aws: aws.url }
    this.parametersUrl = ssm.url
    this.#later = [dynamodb, aws]
    this.#proxies = [opensearch, ssm, dynamodb, aws]
    for (const proxy of this.#proxies) {
      proxy.interfere = (request, forward) => {
        const call = callOf(request)
        this.calls.push(call)
        return this.fault(call) ?? forward(asLocal(request))
      }
    }
  }

  /** `openSearch`, `parameters`: URLs of an index, and of a server with SSM. */
  static async start(openSearch: string, parameters: string): Promise<CallsByFunction> {
    const [index, ssm] = [await HttpProxy.start('opensearch', openSearch), await HttpProxy.start('ssm', parameters)]
    return new CallsByFunction(index, ssm, await HttpProxy.start('dynamodb'), await HttpProxy.start('aws'))
  }

  /** Where the stack's own parts are, once they run. */
  aim(parts: { readonly dynamodb: string; readonly aws: string }): void {
    const [dynamodb, aws] = this.#later
    dynamodb.aim(parts.dynamodb)
    aws.aim(parts.aws)
  }

  /** Actions of one function at one service. */
  actionsOf(by: FunctionName, service: string): ReadonlySet<string> {
    return new Set(this.calls.filter((call) => call.by === by && call.service === service).map(({ action }) => action))
  }

  async stop(): Promise<void> {
    await Promise.all(this.#proxies.map((proxy) => proxy.stop()))
  }
}

const credential = /Credential=([\w-]+)\/\d{8}\/[\w-]+\/([\w-]+)\/aws4_request/

function callOf({ body, headers, method, path }: HttpRequest): FunctionCall {
  const [, key, service = ''] = credential.exec(headers.authorization ?? '') ?? []
  const by = functionNames.find((name) => name === key)
  if (by === undefined) throw new Error(`a request that no function signed: ${method} ${path}`)
  const target = headers['x-amz-target']
  if (typeof target !== 'string') return { by, service, action: method, path, input: {} }
  return { by, service, action: target.split('.').at(-1) ?? '', path, input: JSON.parse(body.toString('utf8')) }
}

/** DynamoDB Local has tables of their own for each access key. */
function asLocal(request: HttpRequest): HttpRequest {
  const authorization = request.headers.authorization?.replace(/Credential=[\w-]+\//, 'Credential=local/')
  return { ...request, headers: { ...request.headers, ...(authorization === undefined ? {} : { authorization }) } }
}
