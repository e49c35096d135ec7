import type { Hit } from '../document/hit.js'
import { ignoreAbove, type Schema } from '../fields.js'
import { own } from '../json.js'
import { probeChannelOf } from '../probe/probe.js'
import { oneOf } from '../query/conditions.js'
import { shorten } from '../query/path.js'
import { parseScalar } from '../query/scalar.js'
import type { Where } from '../query/where.js'
import { ok, type Result, refuse } from '../refusal.js'
import type { Channel } from './channel.js'

const everything: Channel = 'all'
const mostChannels = 16

/** Every channel that a document is told on: `all`, and one for each value of each routable field; a probe on its own. */
export function channelsOfHit(hit: Hit, schema: Schema): Channel[] {
  const probe = probeChannelOf(hit)
  if (probe !== undefined) return [probe]
  const channels: Channel[] = [everything]
  for (const field of schema.routable) {
    const value = own(hit, field)
    if (typeof value === 'string') add(channels, field, value)
    else if (Array.isArray(value)) {
      for (const item of new Set(value)) if (typeof item === 'string') add(channels, field, item)
    }
  }
  return channels
}

function add(channels: Channel[], field: string, value: string): void {
  // No equality is ever met by such a value.
  if (value.length <= ignoreAbove) channels.push(`${field}:${value}`)
}

/**
 * Where a query is filed, so that no event that matches is missed: under the routable equality that comes first in the
 * schema, reachable through `and`; else under the fewest channels (at most 16) of an `in`, or of an `or` whose branches
 * can all be filed; else under `all`.
 */
export function channelsOfWhere(where: Where, schema: Schema): Channel[] {
  return fileOf(where, schema)?.channels ?? [everything]
}

interface File {
  readonly channels: Channel[]
  /** Lower is filed better. */
  readonly rank: number
}

function fileOf(where: Where, schema: Schema): File | undefined {
  switch (where.op) {
    case 'in': {
      const place = schema.routable.indexOf(where.field)
      if (place < 0 || where.values.length > mostChannels) return undefined
      return file(
        where.values.map((value) => `${where.field}:${value}`),
        place,
        schema,
      )
    }
    case 'and': {
      let best: File | undefined
      for (const branch of where.of) {
        const found = fileOf(branch, schema)
        if (found !== undefined && (best === undefined || found.rank < best.rank)) best = found
      }
      return best
    }
    case 'or': {
      const channels = new Set<Channel>()
      for (const branch of where.of) {
        const found = fileOf(branch, schema)
        if (found === undefined) return undefined
        for (const channel of found.channels) channels.add(channel)
        if (channels.size > mostChannels) return undefined
      }
      return file([...channels], schema.routable.length - 1, schema)
    }
    default:
      return undefined
  }
}

/** By the number of channels, then by the place of the field in the schema. */
function file(channels: Channel[], place: number, schema: Schema): File {
  return { channels, rank: channels.length * schema.routable.length + place }
}

/** The condition that a channel says; the value is taken verbatim to the end. Unknown fields: `bad_query` at `channel`. */
export function parseChannel(channel: string, schema: Schema): Result<Where> {
  if (channel === everything) return ok({ op: 'all' })
  for (const field of schema.routable) {
    if (!channel.startsWith(`${field}:`)) continue
    const value = parseScalar(channel.slice(field.length + 1), 'keyword', 'value', 'channel')
    return value.ok ? ok(oneOf(field, [value.value])) : value
  }
  const name = channel.includes(':') ? channel.slice(0, channel.indexOf(':')) : channel
  return refuse('bad_query', `no channel is called ${JSON.stringify(shorten(name))}`, 'channel')
}
