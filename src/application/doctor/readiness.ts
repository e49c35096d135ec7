import { isObject, type JsonObject, own } from '../../domain/json.js'
import type { HttpSaid } from '../../ports/examinedServer.js'
import { broken, type Look, unasked, well } from './hops.js'

/** The backends of a server by the role that `/readyz` names them with, and what mends them. */
const mends = {
  bus: 'see that the Redis of --bus runs, and that this server reaches it',
  store: 'see that the store of --store runs, and that this server reaches it',
  index: 'see that OpenSearch runs, that its shards are assigned, and that this server reaches it',
} as const

/** What a server says of one of its backends. */
export function backendLook(said: HttpSaid, role: keyof typeof mends): Look {
  const detail = detailOf(said)
  if (detail === undefined) return unasked('the server does not tell whether it is ready')
  if (typeof detail === 'string')
    return detail === 'stopping' ? unasked('the server is stopping') : well('its own memory or disk')
  const health = own(detail, role)
  if (!isObject(health)) return unasked(`the server has no ${role} of its own`)
  const words = String(own(health, 'detail') ?? '')
  if (own(health, 'ok') === true || isClock(words)) return well(words)
  return broken(`the ${role} is not well: ${words}`, mends[role])
}

/** Whether the clocks of a server and its backends agree, as it says. */
export function clocksLook(said: HttpSaid): Look {
  const detail = detailOf(said)
  if (detail === undefined || typeof detail === 'string') return well('one process')
  for (const [role, health] of Object.entries(detail)) {
    const words = isObject(health) ? String(own(health, 'detail') ?? '') : ''
    if (isObject(health) && own(health, 'ok') !== true && isClock(words)) {
      return broken(`the server and its ${role}: ${words}`, 'let both keep time by NTP: cursors bear 125 ms')
    }
  }
  return well('agree')
}

function detailOf(said: HttpSaid): string | JsonObject | undefined {
  if ('unreachable' in said || !isObject(said.body)) return undefined
  const detail = own(said.body, 'detail')
  return typeof detail === 'string' || isObject(detail) ? detail : undefined
}

function isClock(words: string): boolean {
  return words.startsWith('its clock and ours differ')
}
