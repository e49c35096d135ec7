import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { expect } from 'vitest'
import { Chance } from '../domain/query/chance.js'
import { eventually } from '../support/eventually.js'
import { Crowd } from './crowd.js'
import { Oracle } from './oracle.js'
import { type Act, planOf } from './plan.js'
import { type Question, questionsOf } from './questions.js'
import type { Site } from './site.js'

/** Enough for a queue that waits its turn on a machine that does other things as well. */
const patience = 180_000

export interface Pace {
  readonly seed: number
  readonly seconds: number
  readonly clients: number
  readonly eventsPerSecond: number
  readonly turnoverPerSecond: number
  readonly faultsPerSecond: number
}

/** Carries out a plan, waits for rest, and compares each client's view with what the index answers. */
export async function chaos(site: Site, pace: Pace): Promise<void> {
  const { clients, seconds, seed } = pace
  const eventType = `chaos-${randomBytes(4).toString('hex')}`
  const questions = questionsOf(eventType)
  // Kills come twice as often as each of the others.
  const faults = Object.keys(site.faults).flatMap((name) => (name.startsWith('kill') ? [name, name] : [name]))
  const plan = planOf({ ...pace, questions: questions.length, faults, eventType, now: Date.now() })
  const crowd = new Crowd(site, seed)
  const began = Date.now()
  const since = () => `${((Date.now() - began) / 1000).toFixed(1)} s`
  const told = (what: string) => console.log(`chaos ${site.name}, seed ${seed}, ${since()}: ${what}`)
  try {
    for (let i = 0; i < clients; i++) await crowd.comeInTurn(questions[i % questions.length] as Question, patience)
    await crowd.settled('the first clients are live', patience)
    told(`${clients} clients are live`)
    const { events, late } = await carryOut(plan, questions, site, crowd)
    told(`${events} events are sent, the last act came ${late} ms late`)
    await site.heal()
    await eventually('nothing waits', async () => (await site.waiting()) === 0, patience)
    await crowd.settled('every client is live', patience)
    told('nothing waits, all are live')

    const dead = await site.deadLetters()
    const oracle = await Oracle.ask(site, questions)
    let wrong = await oracle.wrong(crowd.viewers)
    // A dead letter was told to nobody: who missed it may ask once more.
    const again = dead > 0 ? wrong : []
    if (again.length > 0) {
      await crowd.askAgain(again, patience)
      wrong = await oracle.wrong(crowd.viewers)
    }
    const recounted = oracle.miscounted(crowd.viewers)
    await crowd.askAgain(recounted, patience)
    const miscounted = oracle.miscounted(crowd.viewers)
    const { cuts, holds } = site.sockets
    const { counts } = site
    console.log(
      `chaos ${site.name}: seed ${seed}, ${seconds} s, ${events} events, ${clients} clients (${crowd.came} came), ` +
        `${counts.kills} kills, ${cuts + counts.cuts} cuts, ${holds} held, ${crowd.deliveries} deliveries, ` +
        `${wrong.length} differences, ${again.length} re-subscriptions for ${dead} dead letters, ` +
        `${recounted.length} totals counted anew, ${since()} in all`,
    )
    const shown = [...wrong, ...miscounted].slice(0, 5).map((viewer) => oracle.describe(viewer))
    expect(shown, `seed ${seed}: views that differ. ${shown.length > 0 ? site.log() : ''}`).toEqual([])
    expect(crowd.forbidden, 'documents that the rights of who was told do not admit').toBe(0)
    expect(oracle.most, 'there was something to see').toBeGreaterThan(20)
  } finally {
    crowd.close()
  }
}

/** Each act when its time has come; a fault lasts while the others go on. Resolves when all that was begun is over. */
async function carryOut(plan: readonly Act[], questions: readonly Question[], site: Site, crowd: Crowd) {
  const began = performance.now()
  const begun: Promise<void>[] = []
  let [events, late] = [0, 0]
  for (const act of plan) {
    late = performance.now() - began - act.atMs
    if (late < 0) await setTimeout(-late)
    if (act.do === 'send') {
      events += act.details.length
      begun.push(site.send(act.details))
    } else if (act.do === 'turnover') {
      crowd.leave()
      crowd.come(questions[act.question] as Question)
    } else {
      const fault = site.faults[act.name]
      if (fault !== undefined) begun.push(fault(new Chance(act.seed)))
    }
  }
  await Promise.all(begun)
  return { events, late: Math.round(Math.max(0, late)) }
}
