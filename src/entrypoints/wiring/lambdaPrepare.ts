import { Container } from 'inversify'
import { admitted } from '../../adapters/opensearch/admitted.js'
import type { Comers } from '../../adapters/opensearch/rights.js'
import type { Backend } from '../../ports/backend.js'
import type { HitIndex } from '../../ports/hitIndex.js'
import type { Telemetry } from '../../ports/telemetry.js'
import type { LambdaIndex } from './lambdaPlaces.js'
import { type LambdaRules, lambdaRules } from './lambdaRules.js'
import { giveRights, indexBackend, openSearch } from './openSearch.js'
import * as t from './tokens.js'

export interface LambdaPrepare {
  readonly rules: LambdaRules
  readonly index: LambdaIndex
  /** Whom the index shall let in; undefined where it lets in whom AWS does. */
  readonly comers: Comers | undefined
}

export function lambdaPrepare(
  { comers, index, rules }: LambdaPrepare,
  telemetry: Telemetry,
): Pick<HitIndex & Backend, 'prepare' | 'health'> {
  const container = new Container({ defaultScope: 'Singleton' })
  container.load(lambdaRules(rules, telemetry), openSearch(index.address, index.shape, index.region))
  const [hits, backend] = [container.get(t.hitIndex), container.get(indexBackend)]
  return {
    async prepare() {
      // First: whoever waits for their rights need not wait for the rest.
      if (comers !== undefined) await admitted(() => giveRights(index, comers))
      await admitted(() => hits.prepare())
    },
    health: () => backend.health(),
  }
}
