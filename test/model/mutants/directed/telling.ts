import assert from 'node:assert/strict'
import type { JsonObject } from '../../../../src/domain/json.js'
import { Viewer } from '../../../support/viewer.js'
import { World, type WorldOptions } from '../../../support/world.js'

/** A version of one document that the viewers' query matches, or does not. */
export function version(number: number, level: 'in' | 'out'): JsonObject {
  return { eventId: 'e', version: number, level }
}

export async function viewing(world: World): Promise<Viewer> {
  const viewer = new Viewer(world)
  await viewer.open('a')
  await viewer.settle()
  return viewer
}

/** Trace 12: of the updates that take a document away only the last is told, since a process died before it told the first. */
export async function removalLost(ageMs: number): Promise<void> {
  const world = new World()
  const viewer = await viewing(world)
  await world.emit([version(1, 'in')])
  await world.flush()
  await viewer.settle()
  assert.deepEqual(viewer.shows, ['24/e v1'])
  world.clock.advance(ageMs)
  for (const n of [2, 3, 4]) await world.emit([version(n, 'out')])
  await world.deliver(world.deltas.splice(0).slice(-1))
  await viewer.settle()
  assert.deepEqual(viewer.shows, [])
}

const skewed: WorldOptions = { settings: { maxSkewMs: 250 } }

/** An outdated version, written by a worker whose clock is ahead, is told once more after the snapshot that no longer had it. */
export async function clockAhead(): Promise<void> {
  const world = new World(skewed)
  world.clock.advance(200)
  await world.emit([version(1, 'in')])
  const late = world.deltas.splice(0)
  world.clock.advance(-200)
  await world.emit([version(2, 'out')])
  await world.flush()
  const viewer = await viewing(world)
  await world.deliver(late)
  await viewer.settle()
  assert.deepEqual(viewer.shows, [])
}
