import { type JsonObject, own } from '../../../domain/json.js'

/** What `typ` of the header may say: RFC 9068, and what most issuers write. Others are logout tokens, events, proofs. */
const headerTypes: readonly unknown[] = [undefined, 'jwt', 'at+jwt']
/** Claims that OpenID Connect gives to ID tokens: they prove to a client who signed in, and open nothing. */
const ofIdTokens = ['nonce', 'at_hash', 'c_hash', 's_hash']
/** `typ` among the claims of Keycloak's tokens. */
const otherTypes: readonly unknown[] = ['ID', 'Refresh', 'Offline', 'Logout']

/** Whether a token that its issuer signed is meant to open something, as far as it tells. */
export function isAccessToken(header: { readonly typ?: unknown }, claims: JsonObject): boolean {
  const type = typeOf(header.typ)
  const [use, kind] = [own(claims, 'token_use'), own(claims, 'typ')]
  if (!headerTypes.includes(type) || otherTypes.includes(kind)) return false
  if (use !== undefined && use !== 'access') return false
  // Some issuers repeat the nonce in what they call an access token.
  const saysSo = type === 'at+jwt' || use === 'access' || kind === 'Bearer'
  return saysSo || !ofIdTokens.some((name) => own(claims, name) !== undefined)
}

/**
 * Whether a token is for this audience. Access tokens of Cognito have none, and name the client that they were made for:
 * that counts in its place, as with the JWT authorizers of API Gateway.
 */
export function isFor(audience: string, claims: JsonObject): boolean {
  const [given, client] = [own(claims, 'aud'), own(claims, 'client_id')]
  if (given === undefined) return own(claims, 'token_use') === 'access' && client === audience
  return Array.isArray(given) ? given.includes(audience) : given === audience
}

/** In lower case, and without the `application/` that may be left out. */
function typeOf(typ: unknown): unknown {
  return typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : typ
}
