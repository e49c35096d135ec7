import * as z from 'zod'
import { parseTime } from '../../domain/event/time.js'
import { type ClientMessage, messageLimits } from '../../domain/wire/clientMessage.js'
import { utf8Length } from '../../domain/wire/utf8.js'

const ref = z
  .string()
  .refine((text) => utf8Length(text) <= messageLimits.refBytes, `must have at most ${messageLimits.refBytes} bytes`)

const limit = z.int().min(1).max(messageLimits.limit)

/** Strict, since a misspelt `where` would ask for everything. `where` itself is parsed by the domain, limits first. */
const query = z.strictObject({ channel: z.string().optional(), where: z.unknown().optional(), limit: limit.optional() })
const queryWithoutLimit = query.omit({ limit: true })

/** Positions are compared as text, so the time is brought to its one spelling. */
const position = z.tuple([
  z.string().transform((text, context): string => {
    const time = parseTime(text)
    if (time.ok) return time.value
    context.addIssue({ code: 'custom', message: time.refusal.message })
    return z.NEVER
  }),
  z.string(),
])

/** The flat shape of each message (PROTOCOL, section 3), by its action. */
export const clientMessages: { readonly [A in ClientMessage['action']]: z.ZodType<unknown> } = {
  subscribe: z.strictObject({
    action: z.literal('subscribe'),
    ref,
    query,
    policy: z.enum(['batch', 'sample', 'latest']).optional(),
    latestBy: z.string().optional(),
    since: z.string().optional(),
    snapshot: z.boolean().optional(),
  }),
  unsubscribe: z.strictObject({ action: z.literal('unsubscribe'), ref, queryId: z.string(), of: z.string() }),
  fetch: z.strictObject({
    action: z.literal('fetch'),
    ref,
    queryId: z.string(),
    keys: z.array(z.string()).max(messageLimits.keys),
    whole: z.boolean().optional(),
  }),
  older: z.strictObject({
    action: z.literal('older'),
    ref,
    query: queryWithoutLimit,
    before: position.optional(),
    limit: limit.optional(),
  }),
  summarize: z.strictObject({
    action: z.literal('summarize'),
    ref,
    query: queryWithoutLimit,
    from: z.string(),
    interval: z.string(),
    by: z.string().optional(),
    distribution: z.string().optional(),
    facets: z.array(z.string()).max(messageLimits.facets).optional(),
  }),
  authorize: z.strictObject({ action: z.literal('authorize'), ref, token: z.string() }),
  ping: z.strictObject({ action: z.literal('ping'), ref }),
}
