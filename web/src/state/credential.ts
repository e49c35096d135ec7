/** What the viewer pasted: kept for this tab only, and never in the address. */
export interface Credential {
  readonly kind: 'bearer' | 'key'
  readonly value: string
}

const place = 'deltaboard.credential'

/** Three parts with dots between them are a token, all else is a key. A refusal says why, for people. */
export function credentialOf(pasted: string): Credential | string {
  const value = pasted.trim().replace(/^Bearer\s+/i, '')
  if (value === '') return 'Paste a key or a token.'
  // It travels as a WebSocket subprotocol, which is a token of HTTP.
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(value)) return 'A key or token has no spaces, slashes or other such signs in it.'
  return { kind: /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value) ? 'bearer' : 'key', value }
}

export function storedCredential(storage: Storage | undefined): Credential | undefined {
  const parsed = credentialOf(storage?.getItem(place) ?? '')
  return typeof parsed === 'string' ? undefined : parsed
}

export function storeCredential(storage: Storage | undefined, credential: Credential | undefined): void {
  if (credential === undefined) storage?.removeItem(place)
  else storage?.setItem(place, credential.value)
}
