import { expect, test } from 'vitest'
import { bundled } from './bundle.js'

type Model = typeof import('./explore.js')

const runs = Number(process.env['DELTABOARD_MODEL_RUNS'] ?? 10_000)
const seed = Number(process.env['DELTABOARD_MODEL_SEED'] ?? 6)
/** Where more is lost than this, the strict oracle looks at too little. */
const mostLossy = 0.25

test('whatever is delayed, reordered, repeated, broken off or killed: at rest every view is what the index answers', {
  timeout: 60_000 + 60 * runs,
}, async () => {
  const { explore } = await bundled<Model>('test/model/explore.ts', 'model')
  const { failed, lossy, runs: done } = await explore({ seed, runs })
  if (failed !== undefined) {
    const replay = `npm run soak -- --seed ${seed}`
    throw new Error(
      `${failed.invariant}: ${failed.what}\nrun ${failed.run}; again by: ${replay}\n${JSON.stringify(failed.plan)}`,
    )
  }
  expect(done).toBe(runs)
  expect(lossy / done).toBeLessThan(mostLossy)
  console.log(`${done} schedules of seed ${seed}: all at rest and right; ${lossy} of them only after a re-subscription`)
})
