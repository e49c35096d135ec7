import type { Schema } from '../../domain/fields.js'
import { ok, type Result, refuse } from '../../domain/refusal.js'
import { parseChannel } from '../../domain/routing/routes.js'
import { messageLimits } from '../../domain/wire/clientMessage.js'
import type { Credential } from '../../ports/authenticator.js'

/** What the URL of an upgrade asks for. */
export interface Welcome {
  /** To subscribe to at once; each once. */
  readonly channels: readonly string[]
  /** A credential in the URL: refused unless the configuration allows it. */
  readonly credential: Credential | undefined
}

const credentials: ReadonlyMap<string, Credential['kind']> = new Map([
  ['token', 'bearer'],
  ['access_token', 'bearer'],
  ['key', 'key'],
  ['api_key', 'key'],
])

/** Reads `?channel=…&channel=…`: percent-encoded UTF-8, `+` for a space. Other parameters are passed over. */
export function parseWelcome(url: string, schema: Schema): Result<Welcome> {
  const query = /\?([^#]*)/.exec(url)?.[1] ?? ''
  const pairs: [string, string][] = []
  for (const pair of query.split('&')) {
    const [name, value] = split(pair)
    if (!isAsked(name)) continue
    const text = decode(value)
    if (text === undefined) return refuse('bad_request', 'is not percent-encoded UTF-8', name)
    pairs.push([name, text])
  }
  return welcomeOf(pairs, schema)
}

/** The same from parameters that were decoded already. */
export function welcomeOf(pairs: Iterable<readonly [name: string, value: string]>, schema: Schema): Result<Welcome> {
  const channels = new Set<string>()
  let credential: Credential | undefined
  for (const [name, text] of pairs) {
    const kind = credentials.get(name)
    if (kind === 'bearer') credential = { kind, token: text }
    else if (kind === 'key') credential = { kind, key: text }
    else if (name === 'channel') channels.add(text)
  }
  if (channels.size > messageLimits.welcomeChannels) {
    return refuse('bad_request', `at most ${messageLimits.welcomeChannels} channels`, 'channel')
  }
  for (const channel of channels) {
    const parsed = parseChannel(channel, schema)
    if (!parsed.ok) return refuse('bad_query', parsed.refusal.message, 'channel')
  }
  return ok({ channels: [...channels], credential })
}

function isAsked(name: string): boolean {
  return name === 'channel' || credentials.has(name)
}

function split(pair: string): readonly [name: string, value: string] {
  const equals = pair.indexOf('=')
  return equals === -1 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
