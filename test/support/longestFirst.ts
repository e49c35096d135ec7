import type { TestSpecification } from 'vitest/node'
import { BaseSequencer } from 'vitest/node'

/** Files that take longest, longest first; measured in a whole run on two cores. The others follow in the usual order. */
const longest = [
  'lambdaWalk',
  'clusterDoctor',
  'clusterWalk',
  'model/model',
  'openSearchHitIndex',
  'ways/absence',
  'clusterWorkers',
  'lambdaIndex',
  'doctor/doctor',
  'accessibility',
  'lambda/costCounts',
  'lambda/counts',
  'dynamodb/badDay',
  'dynamodb/races',
  'e2e/package',
  'keyboard',
  'differential/differential',
  'dynamodb/cost',
  'lambda/redisStore',
  'redis/redisCluster',
  'disk/crash',
  'faults/refreshes',
  'lambdaPoison',
]

/**
 * Within a group of projects the longest files come first, so that no core waits at its end for one that came last. A
 * fresh clone knows no durations of earlier runs, and goes by sizes.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files)
    const groupOf = ({ project }: TestSpecification) => project.config.sequence.groupOrder
    const rankOf = ({ moduleId }: TestSpecification) => {
      const rank = longest.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`))
      return rank < 0 ? longest.length : rank
    }
    return usual.sort((a, b) => groupOf(a) - groupOf(b) || rankOf(a) - rankOf(b))
  }
}
