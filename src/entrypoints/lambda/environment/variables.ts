import * as z from 'zod'
import { isObject } from '../../../domain/json.js'
import type { AccessRule } from '../../../domain/rights/accessRules.js'
import { isLoopback } from '../../config/loopback.js'

const text = z.string().min(1)
const whole = (min: number, max: number) =>
  z.coerce.number({ error: 'must be a whole number' }).pipe(z.int().min(min).max(max))

/** JSON as text, in the environment; as it is, in a file. A fault never repeats what was given. */
function json<T>(is: (value: unknown) => value is T, words: string) {
  return z.unknown().transform((given, context): T => {
    try {
      const value: unknown = typeof given === 'string' ? JSON.parse(given) : given
      if (is(value)) return value
    } catch {}
    context.addIssue({ code: 'custom', message: `must be ${words}` })
    return z.NEVER
  })
}

const object = json(isObject, 'a JSON object')

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= 16 && value.every((name) => typeof name === 'string')
}

/** As it was parsed: a schema of records would drop a key named `__proto__`, and a rule without its condition is wider. */
function isRules(value: unknown): value is readonly AccessRule[] {
  return (
    Array.isArray(value) &&
    value.every(
      (rule) =>
        isObject(rule) &&
        Object.keys(rule).every((name) => name === 'when' || name === 'allow') &&
        isObject(rule['allow']) &&
        (rule['when'] === undefined || isObject(rule['when'])),
    )
  )
}

const url = (...protocols: readonly string[]) =>
  z.string().refine(
    (given) => {
      if (!URL.canParse(given)) return false
      const { protocol, username, password } = new URL(given)
      return protocols.includes(protocol) && username === '' && password === ''
    },
    `must be a URL (${protocols.join(' or ')}) without a password`,
  )
const http = url('http:', 'https:')

/** Plain http would let anyone on the way choose the keys. */
const jwks = http.refine((given) => {
  const { protocol, hostname } = new URL(given)
  return protocol === 'https:' || isLoopback(hostname.replace(/^\[|\]$/g, ''))
}, 'must be an https URL (http only on loopback)')

/** What is looked at, and who sees what. */
export const rules = {
  fields: object.optional(),
  routable: json(isNames, 'a JSON list of at most 16 names').optional(),
  access: json(isRules, 'a JSON list of rules, each with `allow` and perhaps `when`').default([]),
  policy: z.enum(['batch', 'sample', 'latest']).default('batch'),
  retentionDays: whole(1, 3650).default(14),
  sampleAbove: whole(1, 1_000_000_000).default(1000),
}

export const store = {
  /** `dynamodb://TABLE`, or `redis://HOST:PORT`, `rediss://HOST:PORT`. */
  store: z.union([z.string().regex(/^dynamodb:\/\/[A-Za-z0-9_.-]{3,255}$/), url('redis:', 'rediss:')], {
    error: 'must be dynamodb://TABLE, redis://HOST:PORT or rediss://HOST:PORT',
  }),
  storeUser: text.optional(),
  storePassword: text.optional(),
  /** Id of an ElastiCache replication group where `storeUser` is one of IAM, who has no password. */
  storeIam: text.optional(),
}

export const index = {
  index: http,
  indexAuth: z.enum(['none', 'basic', 'sigv4', 'serverless']).default('sigv4'),
  indexUser: text.optional(),
  indexPassword: text.optional(),
  indexPrefix: text.default('metrics'),
  indexReplicas: whole(0, 5).optional(),
  indexShards: whole(1, 100).optional(),
}

function isRoles(value: unknown): value is Readonly<Record<'ingest' | 'message' | 'broadcast', string>> {
  return isObject(value) && ['ingest', 'message', 'broadcast'].every((name) => typeof value[name] === 'string')
}

/** Of `prepare`, where the index has rights of its own to give. */
export const roles = {
  /** Function -> ARN of its role. */
  indexRoles: json(isRoles, 'a JSON object with ingest, message and broadcast').optional(),
}

/** WebSocket APIs by their ids, with their management URLs. */
export const endpoints = {
  endpoints: object.pipe(z.record(z.string(), http)).refine((given) => Object.keys(given).length > 0, 'names no API'),
}

/** Of one account and Region, shared by all that posts there. */
export const posts = {
  postsPerSecond: whole(10, 1_000_000).default(10_000),
  postBurst: whole(1, 1_000_000).default(5000),
  /** How many broadcasts run at a time: each has its share. */
  broadcasts: whole(1, 1000).default(2),
  /** How long a post that is refused for now may be tried again. */
  postBudgetMs: whole(100, 60_000).default(8000),
}

export const credentials = {
  /** Nobody needs a credential; `access` still decides what is seen. */
  open: z.enum(['true', 'false']).default('false'),
  jwks: jwks.optional(),
  jwtIssuer: text.optional(),
  jwtAudience: text.optional(),
  /** JSON as `deltaboard key` makes it, or the path of such a file. Hashes only. */
  apiKeys: text.optional(),
  /** Name of an SSM parameter that holds such JSON. */
  apiKeysParameter: text.optional(),
  tokensInQuery: z.enum(['true', 'false']).default('false'),
}

export const deltas = {
  deltaRoute: z.enum(['bus', 'sqs']).default('bus'),
  deltaBus: text.optional(),
  deltaQueue: http.optional(),
}

export const deltaQueue = { deltaQueue: http }
export const eventQueue = { eventQueue: http, eventDeadLetters: http }
export const deltaDeadLetters = { deltaDeadLetters: http }
export const flush = {
  /** How long a full batch goes on gathering, at least; longer where posts are what is scarce. */
  flushWindowMs: whole(0, 5000).default(100),
}
