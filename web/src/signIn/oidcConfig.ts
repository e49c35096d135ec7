import { isObject, own } from '../../../src/domain/json.js'

/** Where the page signs people in, as `config.json` says. */
export interface OidcConfig {
  /** URL. */
  readonly issuer: string
  /** `client_id`: a public client, which has no secret. */
  readonly client: string
  readonly scope: string
  /** Sent along with the authorization request: `audience` (Auth0), `resource` (RFC 8707). */
  readonly parameters: Readonly<Record<string, string>>
}

/** Undefined where nobody is to be signed in, or it is not understood. */
export function oidcOf(json: unknown): OidcConfig | undefined {
  if (!isObject(json)) return undefined
  const [issuer, client, scope, given] = ['issuer', 'client', 'scope', 'parameters'].map((name) => own(json, name))
  if (typeof issuer !== 'string' || typeof client !== 'string' || client === '' || !isSecure(issuer)) return undefined
  const parameters = isObject(given)
    ? Object.entries(given).filter((each): each is [string, string] => isText(each[1]))
    : []
  return { issuer, client, scope: isText(scope) ? scope : 'openid', parameters: Object.fromEntries(parameters) }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** `https`, or an issuer on this machine. */
function isSecure(issuer: string): boolean {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isThisMachine(url.hostname))
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
