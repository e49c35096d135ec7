import { expect, test } from 'vitest'
import { bundled } from './bundle.js'

type Model = typeof import('./explore.js')

const runs = Number(process.env['DELTABOARD_MODEL_RUNS'] ?? 10_000)
const seed = Number(process.env['DELTABOARD_MODEL_SEED'] ?? 6)
/** Where more is lost than this, the strict oracle looks at too little. */
const mostLossy = 0.25

// Half of them about everything, half about the versions of two documents.
test.each([false, true])(
  'whatever is delayed, reordered, repeated, broken off or killed: at rest every view is what the index answers (focused: %s)',
  async (focused) => {
    const { explore } = await bundled<Model>('test/model/explore.ts', `model-${focused}`)
    const { failed, lossy, runs: done } = await explore({ seed, focused, runs: Math.ceil(runs / 2) })
    if (failed !== undefined) {
      const plan = JSON.stringify(failed.plan)
      throw new Error(
        `${failed.invariant}: ${failed.what}\nrun ${failed.run} of seed ${seed}, focused: ${focused}\n${plan}`,
      )
    }
    expect(lossy / done).toBeLessThan(mostLossy)
    console.log(`${done} schedules of seed ${seed}: at rest and right; ${lossy} of them only after a re-subscription`)
  },
  60_000 + 60 * runs,
)
