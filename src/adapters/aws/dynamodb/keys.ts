import { createHash } from 'node:crypto'
import { fnv1a } from '../../../domain/overload/hash.js'
import type { QueryId } from '../../../domain/query/query.js'
import type { Channel } from '../../../domain/routing/channel.js'

/** Of one row. */
export interface Key {
  readonly pk: string
  readonly sk: string
}

/** Sort key of the row that stands for its partition; it sorts before all others. */
export const head = '@'
export const subscriptionPrefix = 'S#'
export const subscriberPrefix = 'V#'

export function connectionKey(connectionId: string): Key {
  return { pk: `C#${connectionId}`, sk: head }
}

export function subscriptionKey(connectionId: string, queryId: QueryId): Key {
  return { pk: `C#${connectionId}`, sk: `${subscriptionPrefix}${queryId}` }
}

export function queryKey(queryId: QueryId): Key {
  return { pk: `Q#${queryId}`, sk: head }
}

export function subscriberKey(queryId: QueryId, connectionId: string): Key {
  return { pk: `Q#${queryId}`, sk: `${subscriberPrefix}${connectionId}` }
}

/** The channel that every query without a routable equality is filed under has its rows in several partitions. */
const crowded: Channel = 'all'
const crowdedShards = 8

/** Partitions of a channel's rows. A value may have kilobytes, a key has not: 132 bits of its hash stand for it. */
export function placesOf(channel: Channel): readonly string[] {
  const hash = createHash('sha256').update(channel).digest('base64url').slice(0, 22)
  return Array.from({ length: channel === crowded ? crowdedShards : 1 }, (_, shard) => `H#${hash}#${shard}`)
}

/** The partition among them that a query is filed in. */
export function placeOf(channel: Channel, queryId: QueryId): string {
  const places = placesOf(channel)
  return places[fnv1a(queryId) % places.length] as string
}

/** Holds how many queries were ever filed in a place. */
export function countKey(place: string): Key {
  return { pk: place, sk: head }
}

/** Of the query that was filed as this number; sorts as the numbers do. */
export function filingKey(place: string, number: number): Key {
  return { pk: place, sk: `L#${String(number).padStart(16, '0')}` }
}
