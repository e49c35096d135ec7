import { Container } from 'inversify'
import type { Backend } from '../../ports/backend.js'
import type { HitIndex } from '../../ports/hitIndex.js'
import type { Telemetry } from '../../ports/telemetry.js'
import type { LambdaIndex } from './lambdaPlaces.js'
import { type LambdaRules, lambdaRules } from './lambdaRules.js'
import { indexBackend, openSearch } from './openSearch.js'
import * as t from './tokens.js'

export interface LambdaPrepare {
  readonly rules: LambdaRules
  readonly index: LambdaIndex
}

export function lambdaPrepare(
  { index, rules }: LambdaPrepare,
  telemetry: Telemetry,
): Pick<HitIndex & Backend, 'prepare' | 'health'> {
  const container = new Container({ defaultScope: 'Singleton' })
  container.load(lambdaRules(rules, telemetry), openSearch(index.address, index.shape, index.region))
  const [hits, backend] = [container.get(t.hitIndex), container.get(indexBackend)]
  return { prepare: () => hits.prepare(), health: () => backend.health() }
}
