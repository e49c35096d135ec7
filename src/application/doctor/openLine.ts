import type { LineDead, LineRefused, ProbeLine } from '../../ports/probeLine.js'
import { broken, type Look, unasked, well } from './hops.js'

type Opened = ProbeLine | LineRefused | LineDead

/** Nobody could be let in now: the server, or a function behind it, could not file the connection. */
const unfiled: ReadonlySet<number> = new Set([500, 502, 503, 504, 1011, 1013])
const noAccess: ReadonlySet<number> = new Set([401, 403, 4401, 4403])

export function isLine(opened: Opened | undefined): opened is ProbeLine {
  return opened !== undefined && 'ask' in opened
}

/** What the first try to connect shows of the way to the socket. */
export function socketLook(opened: Opened): Look {
  if (isLine(opened)) return well('open')
  if ('unreachable' in opened) {
    return broken(
      `the WebSocket cannot be reached: ${opened.unreachable}`,
      'look at its URL, its certificate and its stage',
    )
  }
  const { code, reason } = opened.refused
  if (noAccess.has(code)) return well(`answers, with ${code}`)
  if (unfiled.has(code)) {
    const why = `whoever connects is turned away with ${said(code, reason)}: the connection could not be filed`
    return broken(why, 'see that the store of subscriptions takes writes, and what the log of `connect` says', 'table')
  }
  return broken(
    `the WebSocket is refused with ${said(code, reason)}`,
    'look at the path of its URL, and what stands before it',
  )
}

export function authorizerLook(opened: Opened): Look {
  if (isLine(opened)) return well('admitted')
  if ('unreachable' in opened || !noAccess.has(opened.refused.code)) return unasked('nobody was asked for credentials')
  const { code, reason } = opened.refused
  return broken(
    `these credentials are not admitted: ${said(code, reason)}`,
    'give a key with the scope read, or a token that has not expired, of the configured issuer and audience',
  )
}

function said(code: number, reason: string): string {
  return reason === '' ? String(code) : `${code} (${reason})`
}
