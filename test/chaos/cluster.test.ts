import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSearchUrl } from '../support/faults/openSearchUrl.js'
import { startCluster } from './clusterSite.js'
import { paceOf, timeout } from './pace.js'
import { chaos } from './run.js'
import type { Site } from './site.js'

let site: Site
beforeAll(async () => {
  site = await startCluster(await openSearchUrl())
})
afterAll(() => site?.stop())

it('two nodes that are killed, cut off and held up: at rest every view is what the index answers', {
  timeout,
}, async () => {
  await chaos(site, paceOf(200, { eventsPerSecond: 40, turnoverPerSecond: 4, faultsPerSecond: 1.5 }))
  expect(site.counts.kills).toBeGreaterThan(0)
})
