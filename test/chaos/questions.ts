import type { LiveQuery } from '../../client/src/index.js'
import type { JsonObject } from '../../src/domain/json.js'
import type { Person } from '../support/ways/way.js'

/** What is looked at: a query, by somebody with rights of their own. */
export interface Question {
  readonly who: Person
  readonly query: LiveQuery & { readonly limit: number }
}

/**
 * Some narrow, some wide, some with room for all that ever matches, some that differ by rights or by limit only. All of
 * them of this run's documents, by their type: others may be in the index.
 */
export function questionsOf(eventType: string): readonly Question[] {
  // A prefix, since an equality would route them all in one way.
  const mine = { eventType: { prefix: eventType } }
  const asked = (who: Person, limit: number, channel?: string, where?: JsonObject): Question => ({
    who,
    query: {
      limit,
      ...(channel === undefined ? {} : { channel }),
      where: where === undefined ? mine : { and: [mine, where] },
    },
  })
  return [
    asked('operator', 5),
    asked('operator', 50),
    asked('operator', 100, 'all'),
    asked('ada', 20),
    asked('cyd', 20),
    asked('operator', 10, 'service:checkout'),
    asked('operator', 100, 'service:checkout'),
    asked('ada', 30, 'service:payments'),
    asked('operator', 25, 'team:growth'),
    asked('operator', 40, 'team:core', { level: 'error' }),
    asked('operator', 15, `eventType:${eventType}`, { status: { gte: 500 } }),
    asked('operator', 100, undefined, { level: 'error', status: { in: [500, 503] } }),
    asked('operator', 60, undefined, { latencyMs: { gte: 500, lt: 900 } }),
    asked('operator', 100, undefined, { message: { match: 'timeout upstream' } }),
    asked('cyd', 10, undefined, { not: { level: 'debug' } }),
    asked('operator', 5, undefined, { or: [{ service: 'cart' }, { location: { prefix: 'eu-' } }] }),
    asked('ben', 100, undefined, { status: 404, level: { in: ['info', 'warn'] } }),
    asked('operator', 30, 'location:us-1', { team: { in: ['edge', 'growth'] } }),
    asked('operator', 100, undefined, { latencyMs: { lt: 60 } }),
    asked('ada', 7, 'service:search', { not: { status: 200 } }),
  ]
}
