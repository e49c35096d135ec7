import type { ApiKey, ProducerKey } from '../../adapters/node/auth/apiKey.js'
import type { Schema } from '../../domain/fields.js'
import { ok, type Refusal, type Result, refuse } from '../../domain/refusal.js'
import { type AccessRule, type AccessRules, accessRules } from '../../domain/rights/accessRules.js'
import { type BackendName, type Backends, backendsOf } from './backends.js'
import { endpointsOf, type ListedEndpoint, originsOf } from './endpoints.js'
import { type Flags, flagOf, parseFlags } from './flags.js'
import { readApiKeys, readProducerKeys } from './keyFiles.js'
import { isLoopback } from './loopback.js'
import { type Merged, merge } from './merge.js'
import { type OidcSettings, oidcOf, secureUrl } from './oidc.js'
import { schemaOfFields } from './schemaOfFields.js'
import type { Settings } from './settings.js'
import { diskFiles, type FileReader } from './sources.js'

/** All that a node is started with: checked, whole, and with its key files read. Holds secrets: never log it. */
export interface Config
  extends Omit<
    Settings,
    | 'open'
    | 'fields'
    | 'routable'
    | 'access'
    | 'apiKeys'
    | 'producerKeys'
    | 'endpoints'
    | JwtName
    | OidcName
    | BackendName
  > {
  /** Nobody needs a credential. */
  readonly open: boolean
  /** Open, and reached through this machine's own address only: `Host` must be loopback. */
  readonly loopbackOnly: boolean
  readonly schema: Schema
  readonly access: AccessRules
  /** With an OpenID Connect issuer only after `atIssuer` asked it, unless its keys are set. */
  readonly jwt?: JwtSettings
  /** `aud` of tokens, where they open anything. */
  readonly audience?: string
  /** Where the page signs people in. */
  readonly oidc?: OidcSettings
  readonly endpoints: readonly ListedEndpoint[]
  /** Origins, beside the server's own, that the page has to reach. */
  readonly pageConnects: readonly string[]
  /** Where documents, subscriptions and queues live. */
  readonly backends: Backends
  readonly apiKeys: readonly ApiKey[]
  readonly producerKeys: readonly ProducerKey[]
}

type JwtName = 'jwks' | 'jwtIssuer' | 'jwtAudience'
type OidcName = 'oidcIssuer' | 'oidcClient' | 'oidcScope' | 'oidcParameters'

export interface JwtSettings {
  /** URL of the key set. */
  readonly jwks: string
  readonly issuer: string
  readonly audience: string
}

export interface Sources {
  /** As `parseFlags` answers them. */
  readonly flags?: Flags
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly files?: FileReader
}

/**
 * The configuration from flags, environment and file, in this precedence, over the defaults.
 * A refusal's message names the flag, variable or key of the file at fault, and never a value.
 */
export function parseConfig(sources: Sources): Result<Config> {
  const files = sources.files ?? diskFiles
  const merged = merge(sources.flags ?? new Map(), sources.env ?? {}, files)
  if (!merged.ok) return merged
  const { settings, source } = merged.value
  const schema = schemaOfFields(settings.fields, settings.routable)
  if (!schema.ok) return at(source(''), schema.refusal)
  const oidc = oidcOf(settings, source)
  if (!oidc.ok) return oidc
  const jwt = jwtOf(settings, source)
  if (!jwt.ok) return jwt
  const endpoints = endpointsOf(settings.endpoints, source('endpoints'))
  if (!endpoints.ok) return endpoints
  const apiKeys = settings.apiKeys === undefined ? ok([]) : readApiKeys(settings.apiKeys, files)
  if (!apiKeys.ok) return at(source('apiKeys'), apiKeys.refusal)
  const producerKeys = settings.producerKeys === undefined ? ok([]) : readProducerKeys(settings.producerKeys, files)
  if (!producerKeys.ok) return at(source('producerKeys'), producerKeys.refusal)
  const hasTokens = jwt.value !== undefined || oidc.value !== undefined
  const hasCredentials = hasTokens || apiKeys.value.length > 0 || producerKeys.value.length > 0
  const open = openness(settings, hasCredentials, source)
  if (!open.ok) return open
  const origins = checkOrigins(settings, source)
  if (!origins.ok) return origins
  const backends = backendsOf(settings, source)
  if (!backends.ok) return backends
  // Who sets rules means them, for those as well who come without a credential and have no claims.
  const rules = (settings.access ?? (open.value ? [{ allow: {} }] : [])) as readonly AccessRule[]
  const access = accessRules(rules, schema.value)
  if (!access.ok) return at(source('access'), access.refusal)
  return ok({
    ...settings,
    open: open.value,
    loopbackOnly: open.value && isLoopback(settings.host) && !settings.insecure,
    schema: schema.value,
    access: access.value,
    backends: backends.value,
    allowedOrigins: origins.value,
    apiKeys: apiKeys.value,
    producerKeys: producerKeys.value,
    endpoints: endpoints.value,
    pageConnects: originsOf(endpoints.value),
    ...(jwt.value === undefined ? {} : { jwt: jwt.value }),
    ...(settings.jwtAudience === undefined ? {} : { audience: settings.jwtAudience }),
    ...(oidc.value === undefined ? {} : { oidc: oidc.value }),
  })
}

/** The same from what was typed after a command's name. */
export function configOf(argv: readonly string[], env: Sources['env'] = {}): Result<Config> {
  const flags = parseFlags(argv)
  return flags.ok ? parseConfig({ flags: flags.value, env }) : flags
}

type Source = Merged['source']

/** All three or none; plain http would let anyone on the way choose the keys. An OpenID Connect issuer tells its own. */
function jwtOf(settings: Settings, source: Source): Result<JwtSettings | undefined> {
  const { jwks, jwtAudience, oidcIssuer } = settings
  const jwtIssuer = settings.jwtIssuer ?? oidcIssuer
  if (
    jwks === undefined &&
    settings.jwtIssuer === undefined &&
    (jwtAudience === undefined || oidcIssuer !== undefined)
  ) {
    return ok(undefined)
  }
  if (jwks === undefined || jwtIssuer === undefined || jwtAudience === undefined) {
    const missing = Object.entries({ jwks, jwtIssuer, jwtAudience }).filter(([, value]) => value === undefined)
    const flags = missing.map(([name]) => flagOf(name)).join(' and ')
    return refuse('bad_config', `--jwks, --jwt-issuer and --jwt-audience belong together: set ${flags} too`)
  }
  const url = secureUrl(jwks)
  if (url === undefined) return refuse('bad_config', `${source('jwks')} must be an https URL (http only on loopback)`)
  if (url.username !== '' || url.password !== '') {
    return refuse('bad_config', `${source('jwks')} must not hold a password`)
  }
  return ok({ jwks: url.href, issuer: jwtIssuer, audience: jwtAudience })
}

/** Open without credentials, but never by accident where others can reach it. */
function openness({ host, insecure, open }: Settings, hasCredentials: boolean, source: Source): Result<boolean> {
  if (open === true && hasCredentials) {
    return refuse('bad_config', `${source('open')} asks for no credentials, but credentials are set: leave one out`)
  }
  if (hasCredentials) return ok(false)
  const tokens = '--oidc-issuer with --oidc-client and --jwt-audience, or --jwks with --jwt-issuer and --jwt-audience'
  const ways = `--api-keys, or ${tokens} (and --producer-keys for PutEvents)`
  if (open === false) return refuse('bad_config', `${source('open')} is off, so credentials are needed: set ${ways}`)
  if (!isLoopback(host) && !insecure) {
    const why = `${source('host')} can be reached from other machines, and no credentials are set`
    return refuse('bad_config', `${why}: set ${ways}; --insecure opens it to everyone who can reach it`)
  }
  return ok(true)
}

function checkOrigins({ allowedOrigins }: Settings, source: Source): Result<string[]> {
  const origins: string[] = []
  for (const given of allowedOrigins) {
    const url = URL.canParse(given) ? new URL(given) : undefined
    const web = url?.protocol === 'http:' || url?.protocol === 'https:'
    if (url === undefined || !web || url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username) {
      const name = source('allowedOrigins')
      return refuse('bad_config', `${name} must hold origins such as https://board.example.com, no path and no "*"`)
    }
    origins.push(url.origin)
  }
  return ok(origins)
}

function at(source: string, { message, path }: Refusal): Result<never> {
  const place = path === undefined ? '' : ` (at ${path})`
  return refuse('bad_config', `${source}${source === '' ? '' : ': '}${message}${place}`, path)
}
