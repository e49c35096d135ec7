import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { LambdaFunction } from './lambda/lambdaFunction.js'

export interface AccountState {
  /** Undefined: STS knows no such caller. */
  caller: string | undefined
  /** By the name that is asked for; without, there is none. */
  readonly functions: Map<string, { runs: Pick<LambdaFunction, 'invoke'>; State: string; StateReason?: string }>
  /** By the function's name. */
  readonly mappings: Map<string, { State: string; EventSourceArn: string; FunctionResponseTypes: readonly string[] }>
}

/** STS and what Lambda tells of functions and their mappings, over the wire of the AWS SDK; calls run the real function. */
export async function startAccount(state: AccountState): Promise<{ readonly url: string; stop(): Promise<void> }> {
  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString('utf8')
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://here')
    if (pathname === '/') return identity(response)
    const mappings = pathname.startsWith('/2015-03-31/event-source-mappings')
    const [, name = ''] = /^\/2015-03-31\/functions\/([^/]+)\//.exec(pathname) ?? []
    const asked = mappings ? (searchParams.get('FunctionName') ?? '') : decodeURIComponent(name)
    const found = state.functions.get(asked)
    if (found === undefined) return json(response, 404, { message: 'no such function' }, 'ResourceNotFoundException')
    if (mappings) {
      const mapping = state.mappings.get(asked)
      return json(response, 200, { EventSourceMappings: mapping === undefined ? [] : [mapping] })
    }
    if (!pathname.endsWith('/invocations')) {
      const { State, StateReason } = found
      return json(response, 200, { FunctionName: asked, State, StateReason, LastUpdateStatus: 'Successful' })
    }
    const outcome = await found.runs.invoke(JSON.parse(body))
    if (!('errorType' in outcome)) return json(response, 200, outcome.value)
    response.setHeader('x-amz-function-error', 'Unhandled')
    json(response, 200, { errorType: outcome.errorType, errorMessage: outcome.errorMessage })
  }

  function identity(response: ServerResponse): void {
    const { caller } = state
    response.setHeader('content-type', 'text/xml')
    if (caller === undefined) {
      const error = '<Error><Code>InvalidClientTokenId</Code><Message>The security token is invalid.</Message></Error>'
      response.writeHead(403).end(`<ErrorResponse>${error}</ErrorResponse>`)
      return
    }
    const result = `<GetCallerIdentityResult><Account>${caller}</Account></GetCallerIdentityResult>`
    response.writeHead(200).end(`<GetCallerIdentityResponse>${result}</GetCallerIdentityResponse>`)
  }

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function json(response: ServerResponse, status: number, answer: unknown, fault?: string): void {
  if (fault !== undefined) response.setHeader('x-amzn-errortype', fault)
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? null))
}
