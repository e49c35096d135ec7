import * as z from 'zod'
import { isObject, type Json, type JsonObject } from '../../domain/json.js'
import { parseSize } from './size.js'

/** A setting from text (a flag, the environment) or from JSON. `words` complete "must be …"; a value is never repeated. */
function setting<T>(words: string, parse: (value: unknown) => T | undefined) {
  return z.unknown().transform((value, context): T => {
    const parsed = parse(value)
    if (parsed !== undefined) return parsed
    context.addIssue({ code: 'custom', message: `must be ${words}` })
    return z.NEVER
  })
}

const whole = (min: number, max: number) =>
  setting(`a whole number from ${min.toLocaleString('en')} to ${max.toLocaleString('en')}`, (value) => {
    const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value
    return typeof number === 'number' && Number.isInteger(number) && number >= min && number <= max ? number : undefined
  })

const yesNo = setting('true or false', (value) => {
  if (value === true || value === 'true' || value === '1' || value === 'yes') return true
  if (value === false || value === 'false' || value === '0' || value === 'no') return false
  return undefined
})

const text = setting('text that is not empty', (value) =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined,
)

const path = setting('a path to a file', (value) => (typeof value === 'string' && value !== '' ? value : undefined))

const list = setting('a list (in text: parted by commas)', (value) => {
  const parts = typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value
  if (!Array.isArray(parts) || !parts.every((part): part is string => typeof part === 'string')) return undefined
  return parts.filter((part) => part !== '')
})

const basePath = setting('a path such as /deltaboard, without "?", "#", "%" or ".."', (value) => {
  if (typeof value !== 'string') return undefined
  const trimmed = value.replace(/\/+$/, '')
  if (trimmed === '') return ''
  return /^(\/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+$/.test(trimmed) ? trimmed : undefined
})

const oneOf = <T extends string>(...words: readonly T[]) =>
  setting(`one of ${words.join(', ')}`, (value) => words.find((word) => word === value))

const milliseconds = (fallback: number) => whole(1, 86_400_000).default(fallback)

/** Settings that are flags, environment variables and keys of the file alike. */
const anywhere = {
  port: whole(0, 65_535).default(8080),
  host: text.default('127.0.0.1'),
  demo: yesNo.default(false),
  open: yesNo.optional(),
  maxDocuments: whole(1, 1_000_000_000).default(250_000),
  maxBytes: setting('a size such as 536870912 or 512MB', parseSize).default(512 * 2 ** 20),
  retentionDays: whole(1, 3650).default(14),
  maxConnections: whole(1, 10_000_000).default(100_000),
  sampleAbove: whole(1, 1_000_000_000).default(1000),
  jwks: text.optional(),
  jwtIssuer: text.optional(),
  jwtAudience: text.optional(),
  oidcIssuer: text.optional(),
  oidcClient: text.optional(),
  oidcScope: text.optional(),
  apiKeys: path.optional(),
  producerKeys: path.optional(),
  allowedOrigins: list.default([]),
  trustProxy: yesNo.default(false),
  basePath: basePath.default(''),
  insecure: yesNo.default(false),
  data: path.optional(),
  store: text.optional(),
  index: text.optional(),
  bus: text.optional(),
  indexAuth: oneOf('none', 'basic', 'sigv4', 'serverless').optional(),
  indexUser: text.optional(),
  indexRegion: text.optional(),
  indexReplicas: whole(0, 10).default(1),
  storeUser: text.optional(),
  logLevel: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent').default('info'),
}

/** Settings that are environment variables and keys of the file: a flag would show them to everyone on the machine. */
const secret = {
  indexPassword: text.optional(),
  storePassword: text.optional(),
}

/** As it was parsed: `z.record` would drop a key named `__proto__`, and a rule without its condition is a wider rule. */
const jsonObject = z.custom<JsonObject>(isObject, { error: 'must be an object' })
const json = z.custom<Json>((value) => value !== undefined, { error: 'is missing' })

/** Settings that only the file can hold. */
const inFile = {
  fields: jsonObject.optional(),
  routable: z.array(z.string()).max(16).optional(),
  access: z.array(z.strictObject({ when: jsonObject.optional(), allow: json })).optional(),
  policy: oneOf('batch', 'sample', 'latest').default('batch'),
  tokensInQuery: yesNo.default(false),
  /** Sent along with the page's authorization request. */
  oidcParameters: z.record(z.string().regex(/^[a-z_]{1,64}$/), z.string().max(1024)).optional(),
  /** Where clients may connect, if not here alone. */
  endpoints: z
    .array(z.strictObject({ id: z.string().min(1).max(64), url: z.string() }))
    .max(64)
    .optional(),
  timeouts: z
    .strictObject({
      /** For the headers of a request, an upgrade among them. */
      headersMs: milliseconds(10_000),
      /** For a whole request. */
      requestMs: milliseconds(60_000),
      /** Between two ping frames to a socket. */
      heartbeatMs: milliseconds(30_000),
      /** How long a socket that was told `lagging` may take to drain. */
      slowMs: milliseconds(30_000),
      /** For stopping, from the signal to the last socket closed. */
      stopMs: milliseconds(10_000),
    })
    .prefault({}),
}

export const settings = z.strictObject({ ...anywhere, ...secret, ...inFile })
export type Settings = z.output<typeof settings>

/** Names as the file spells them; flags are the same in kebab case, environment variables in capitals. */
export const settingNames = Object.keys(anywhere) as readonly (keyof typeof anywhere)[]
export const secretNames = Object.keys(secret) as readonly (keyof typeof secret)[]
export const fileOnlyNames = Object.keys(inFile) as readonly (keyof typeof inFile)[]
/** Flags that need no value. */
export const switches: ReadonlySet<string> = new Set(['demo', 'open', 'trustProxy', 'insecure'])
