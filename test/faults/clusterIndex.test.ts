import { afterAll, beforeAll, describe } from 'vitest'
import { ClusterLane } from '../support/faults/clusterLane.js'
import { openSearchUrl } from '../support/faults/openSearchUrl.js'
import { putEvents } from '../support/send.js'
import { indexFaults } from './indexFaults.js'

let lane: ClusterLane
beforeAll(async () => {
  lane = await ClusterLane.start(await openSearchUrl())
})
afterAll(() => lane.stop())

describe('a cluster whose OpenSearch is ill', () => {
  indexFaults(() => ({
    ws: lane.other.ws,
    viewer: lane.viewer,
    index: [lane.victim.index, lane.other.index],
    send: (details) => putEvents(`${lane.victim.url}/`, details),
  }))
})
