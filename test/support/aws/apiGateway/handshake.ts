import type { IncomingMessage } from 'node:http'
import { type ApiIdentity, domainName } from './requestContext.js'

/** The client's request as events carry it: names in the client's own case, each value by name and all of them by name. */
export interface Handshake {
  readonly headers: Readonly<Record<string, string>>
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>
  readonly query: Readonly<Record<string, readonly string[]>>
}

export function readHandshake(request: IncomingMessage, api: ApiIdentity, lowerCase: boolean): Handshake {
  const all = new Map<string, string[]>()
  const put = (name: string, value: string) => {
    const key = lowerCase ? name.toLowerCase() : name
    all.set(key, [...(all.get(key) ?? []), value])
  }
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const [name = '', value = ''] = request.rawHeaders.slice(i, i + 2)
    // The service is behind its own name, and takes connection handling upon itself.
    if (!/^(host|connection|upgrade)$/i.test(name)) put(name, value)
  }
  put('Host', domainName(api))
  put('X-Forwarded-For', request.socket.remoteAddress ?? '')
  put('X-Forwarded-Port', '443')
  put('X-Forwarded-Proto', 'https')
  const query = new Map<string, string[]>()
  for (const [name, value] of new URL(request.url ?? '/', 'http://api').searchParams) {
    query.set(name, [...(query.get(name) ?? []), value])
  }
  return {
    headers: lastOf(all),
    multiValueHeaders: Object.fromEntries(all),
    query: Object.fromEntries(query),
  }
}

/** Query members as events have them: absent where the URL had none. */
export function queryMembers(query: Handshake['query']): object {
  if (Object.keys(query).length === 0) return {}
  return {
    queryStringParameters: lastOf(new Map(Object.entries(query))),
    multiValueQueryStringParameters: query,
  }
}

function lastOf(all: ReadonlyMap<string, readonly string[]>): Readonly<Record<string, string>> {
  return Object.fromEntries([...all].map(([name, values]) => [name, values.at(-1) ?? '']))
}
