import type { Schema } from '../fields.js'
import { channelsOfWhere } from '../routing/routes.js'
import type { Query } from './query.js'
import { queryIdOf } from './queryId.js'
import type { Where } from './where.js'

/** The live query of a canonical condition, rights already inside. */
export function queryOf(where: Where, schema: Schema): Query {
  return { queryId: queryIdOf(where), where, channels: channelsOfWhere(where, schema) }
}
