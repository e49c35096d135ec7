import assert from 'node:assert/strict'
import { found } from '../../found.js'
import type { Plan } from '../../plan.js'
import { run } from '../../run.js'
import { heldAndBackAgain, lastPartFirst, olderThanForgotten, trimmedBesideASnapshot } from './kernel.js'
import type { DirectedName } from './mutants.js'
import { askedDuringARefresh, oneComesBetweenPages, shardFails } from './reading.js'
import * as subscriptions from './subscriptions.js'
import { clockAhead, removalLost } from './telling.js'

const minute = 60_000

/** For each mutant what finds it out: throws an `AssertionError` where something is wrong. */
export const scenarios: Readonly<Record<DirectedName, () => Promise<void>>> = {
  '`last` seen is complete': lastPartFirst,
  '`end` by `total`': trimmedBesideASnapshot,
  "trail's age from writing": () => removalLost(10 * minute),
  'sweep by "held before"': heldAndBackAgain,
  'forgetting without raising the floor': olderThanForgotten,
  'no `maxSkew`': clockAhead,
  'trail of one': () => removalLost(minute),
  'a lease renewed for one row only': subscriptions.renewedByPing,
  'unsubscribe without `of`': subscriptions.unsubscribeComesLate,
  'joining a refresh that already runs': askedDuringARefresh,
  'the last leaver deletes the query row': subscriptions.lastLeavesOneComes,
  'delta told from the last version only': () => removalLost(minute),
  'expired rows read': subscriptions.credentialOver,
  'paging by from and size': oneComesBetweenPages,
  'partial search results': shardFails,
  '`ended: false` of a query that ends itself': subscriptions.takenOverWhileItEnds,
  'what authorize ends is ended before it is told': subscriptions.diesWhileItEnds,
  'whom a fault kept from being told to catch up is left alone': subscriptions.catchUpFails,
  'an `authorize` that took long puts its token back': subscriptions.overtaken,
  'an unanswered `authorize` is sent again over the same link': () =>
    rests(found['an `authorize` that nobody waited for any more came after a later one']),
}

async function rests(plan: Plan): Promise<void> {
  assert.equal((await run(plan)).broken, undefined)
}
