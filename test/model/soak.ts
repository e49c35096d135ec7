// Explores schedules for some minutes, or one seed again. Run by `npm run soak -- --minutes 10`, or `-- --seed 17`.
import { parseArgs } from 'node:util'
import { bundled } from './bundle.js'

type Model = typeof import('./explore.js')

/** Schedules of one seed: of an odd one about the versions of two documents. */
const share = 500

const { values } = parseArgs({ options: { minutes: { type: 'string' }, seed: { type: 'string' } } })
const minutes = Number(values.minutes ?? 0)
const first = Number(values.seed ?? Date.now() % 2 ** 31)
if (!Number.isFinite(minutes) || !Number.isSafeInteger(first)) throw new Error('--minutes and --seed take a number')
const { explore, run } = await bundled<Model>('test/model/explore.ts', `soak-${process.pid}`)

const until = performance.now() + minutes * 60_000
let told = performance.now()
let runs = 0
let lossy = 0
let seed = first
console.log(`The first seed is ${first}, with ${share} schedules a seed.`)
do {
  const explored = await explore({ seed, runs: share, focused: seed % 2 === 1 })
  runs += explored.runs
  lossy += explored.lossy
  if (explored.failed !== undefined) {
    const { invariant, plan, what } = explored.failed
    const log: string[] = []
    await run(plan, log)
    console.log(`${log.join('\n')}\n${JSON.stringify(plan)}\n${invariant} is broken: ${what}`)
    console.log(`Again by: npm run soak -- --seed ${seed}`)
    process.exit(1)
  }
  seed++
  if (performance.now() - told > 60_000) {
    told = performance.now()
    console.log(`${runs} schedules, ${lossy} with something lost; the next seed is ${seed}`)
  }
} while (performance.now() < until)
console.log(
  `${runs} schedules of the seeds ${first} to ${seed - 1}: all at rest and right; ${lossy} with something lost`,
)
