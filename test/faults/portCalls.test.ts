import { expect, it } from 'vitest'
import { expectCovered, portCallsOf, stepsOf } from '../support/faults/portCalls.js'

const table = { 'ingest index.get': ['GET x'], 'ingest taken': ['after poll'], 'broadcast index.get': ['GET x'] }
const all = ['before GET x', 'after GET x', 'before GET x (2)', 'after GET x (2)', 'after poll']

it('a walk is judged: calls without a request, requests that were not walked, and requests of no call', () => {
  expect([...portCallsOf('ingest')].sort()).toEqual([
    'ingest bus.publish',
    'ingest index.get',
    'ingest index.probe',
    'ingest index.write',
  ])
  const calls = Object.keys(table)
  expect([...stepsOf(table)].sort()).toEqual([...all].sort())
  expectCovered(calls, table, all, all)
  expect(() => expectCovered([...calls, 'ingest index.write'], table, all, all)).toThrow('without a fault point')
  for (const missing of all) {
    const some = all.filter((label) => label !== missing)
    expect(() => expectCovered(calls, table, some, all), missing).toThrow('every request of a port call')
  }
  for (const more of ['before POST y', 'before poll']) {
    expect(() => expectCovered(calls, table, all, [...all, more]), more).toThrow(
      'no request that no port call explains',
    )
  }
})
