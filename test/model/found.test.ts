import { expect, test } from 'vitest'
import { found } from './found.js'
import { run } from './run.js'

test.each(Object.entries(found))('%s: no more', async (_, plan) => {
  expect((await run(plan)).broken).toBeUndefined()
})
