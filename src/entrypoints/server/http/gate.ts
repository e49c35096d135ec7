import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { ok, type Result, refuse } from '../../../domain/refusal.js'
import { isLoopback } from '../../config/loopback.js'

export interface GateSettings {
  /** `Host` must be loopback: a name that an attacker points at 127.0.0.1 (DNS rebinding) is not. */
  readonly loopbackOnly: boolean
  readonly trustProxy: boolean
  /** As `URL.origin` spells them. */
  readonly allowedOrigins: readonly string[]
}

/** A request that may pass. */
export interface Admitted {
  /** `http://localhost:8080`: the server as this client reaches it. */
  readonly own: string
  /** The origin to name in CORS headers, where it is an allowed one and not the server's own. */
  readonly cors?: string
}

/**
 * Whether a request may be answered at all, judged by what browsers add to it: a website must not use a visitor's browser
 * to reach a server that trusts whoever can reach it. Programs that are no browsers send neither header.
 */
export function admit(request: Pick<IncomingMessage, 'method' | 'headers'>, settings: GateSettings): Result<Admitted> {
  const { headers } = request
  const host = urlOf(`http://${headers.host ?? ''}`)
  if (host === undefined) return refuse('bad_host', 'the header Host is missing or malformed')
  if (settings.loopbackOnly && !isLoopback(bare(host))) {
    const message = 'without credentials this server is reached by localhost only; --insecure would open it'
    return refuse('bad_host', message)
  }
  const own = ownUrl(headers, host, settings.trustProxy)
  if (own === undefined) return refuse('bad_host', 'X-Forwarded-Host or X-Forwarded-Proto is malformed')
  const given = headers.origin
  if (given === undefined) {
    const site = headers['sec-fetch-site']
    if (site !== 'cross-site' || isNavigation(request)) return ok({ own: own.origin })
    return refuse('forbidden_origin', 'another site may not use this server')
  }
  const origin = urlOf(given)
  // "null" is what sandboxed frames and local files call themselves: it could be anyone.
  if (origin === undefined) return refuse('forbidden_origin', 'this origin may not use the server')
  if (origin.origin === own.origin) return ok({ own: own.origin })
  // localhost, 127.0.0.1 and [::1] at one port are the same open server.
  const sameMachine = settings.loopbackOnly && isLoopback(bare(origin)) && origin.protocol === own.protocol
  if (sameMachine && origin.port === own.port) return ok({ own: own.origin, cors: origin.origin })
  if (settings.allowedOrigins.includes(origin.origin)) return ok({ own: own.origin, cors: origin.origin })
  return refuse('forbidden_origin', 'this origin may not use the server; --allowed-origins names those that may')
}

/** Following a link to the page: it shows nothing to the site that the link is on. */
function isNavigation({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): boolean {
  return method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
}

function ownUrl(headers: IncomingHttpHeaders, host: URL, trustProxy: boolean): URL | undefined {
  if (!trustProxy) return host
  const forwarded = first(headers['x-forwarded-host']) ?? host.host
  const proto = first(headers['x-forwarded-proto']) ?? 'http'
  return proto === 'http' || proto === 'https' ? urlOf(`${proto}://${forwarded}`) : undefined
}

/** The client's own side of a list that each proxy appends to. */
function first(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value[0] : value
  return text?.split(',')[0]?.trim()
}

/** A URL of scheme and host only, such as an origin. */
function urlOf(text: string): URL | undefined {
  if (text.length > 512 || !URL.canParse(text)) return undefined
  const url = new URL(text)
  const web = url.protocol === 'http:' || url.protocol === 'https:'
  const hostOnly =
    url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && !text.endsWith('/')
  return web && hostOnly && url.hostname !== '' ? url : undefined
}

function bare(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}
