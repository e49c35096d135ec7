import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSearchUrl } from '../support/faults/openSearchUrl.js'
import { startLambdas } from './lambdaSite.js'
import { paceOf, timeout } from './pace.js'
import { chaos } from './run.js'
import type { Site } from './site.js'

let site: Site
beforeAll(async () => {
  site = await startLambdas(await openSearchUrl())
})
afterAll(() => site?.stop())

it('Lambdas that are killed, cut off and told twice: at rest every view is what the index answers', {
  timeout,
}, async () => {
  // Each client costs four calls of Lambda functions before it is live, and they are processes here: in 20 s half as many.
  await chaos(site, paceOf(100, { eventsPerSecond: 10, turnoverPerSecond: 2, faultsPerSecond: 1.5 }))
  expect(site.counts.kills).toBeGreaterThan(0)
})
