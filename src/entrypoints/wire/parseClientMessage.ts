import { isObject, own } from '../../domain/json.js'
import type { Refusal } from '../../domain/refusal.js'
import { type ClientMessage, messageLimits } from '../../domain/wire/clientMessage.js'
import type { ErrorCode } from '../../domain/wire/serverMessage.js'
import { utf8Length } from '../../domain/wire/utf8.js'
import { clientMessages } from './clientMessages.js'
import { pathOf } from './path.js'

export type ParsedMessage =
  | { readonly ok: true; readonly message: ClientMessage }
  | { readonly ok: false; readonly refusal: Refusal & { readonly code: ErrorCode; readonly ref?: string } }

const actions: ReadonlyMap<string, (typeof clientMessages)['ping']> = new Map(Object.entries(clientMessages))

/**
 * A client's message from the text of its frame, or why it is none, with its `ref` where it has one that may be echoed.
 * Total: never throws. `query.where` is not looked at.
 */
export function parseClientMessage(text: string): ParsedMessage {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return refused('a message must be JSON')
  }
  if (!isObject(json)) return refused('a message must be a JSON object')
  const given = own(json, 'ref')
  // A ref that is too long is not echoed: whoever sends a megabyte would get it back.
  const ref = typeof given === 'string' && utf8Length(given) <= messageLimits.refBytes ? given : undefined
  const action = own(json, 'action')
  const schema = typeof action === 'string' ? actions.get(action) : undefined
  if (schema === undefined) return refused(`must be one of ${[...actions.keys()].join(', ')}`, 'action', ref)
  const parsed = schema.safeParse(json)
  // Parsed by the schema of its own action: the shape is what the type says.
  if (parsed.success) return { ok: true, message: parsed.data as ClientMessage }
  const issue = parsed.error.issues[0]
  return refused(issue?.message ?? 'not a message', pathOf(issue?.path ?? []), ref)
}

function refused(message: string, path?: string, ref?: string): ParsedMessage {
  return {
    ok: false,
    refusal: {
      code: 'bad_request',
      message,
      ...(path === undefined || path === '' ? {} : { path }),
      ...(ref === undefined ? {} : { ref }),
    },
  }
}
