import type { Credential } from '../../ports/authenticator.js'

const protocol = 'deltaboard.v1'

/** What a client offers as WebSocket subprotocols: the wire's version, and, where it can set no headers, a credential. */
export interface Offer {
  readonly packed: boolean
  readonly credential: Credential | undefined
}

export function parseOffer(header: string | undefined): Offer {
  const offered = (header ?? '').split(',').map((part) => part.trim())
  let credential: Credential | undefined
  for (const part of offered) {
    if (credential !== undefined) break
    if (part.startsWith('bearer.')) credential = { kind: 'bearer', token: part.slice('bearer.'.length) }
    else if (part.startsWith('key.')) credential = { kind: 'key', key: part.slice('key.'.length) }
  }
  return { packed: offered.includes(protocol), credential }
}

/** The subprotocol that is answered: never the one that is a credential. */
export function selectProtocol(offered: ReadonlySet<string>): string | false {
  return offered.has(protocol) ? protocol : false
}
