import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hopCodes } from '../../../../src/application/doctor/hops.js'
import { TestClient } from '../../../support/testClient.js'
import { breaks } from './breaks.js'
import { type Installation, keys, startInstallation } from './installation.js'

let on: Installation
beforeAll(async () => {
  on = await startInstallation()
}, 240_000)
afterAll(() => on?.stop())

describe('doctor, on the Lambdas', () => {
  test('finds all well, tells no viewer, and leaves no document and no dead letter', async () => {
    const viewer = await TestClient.open(on.stack.ws, ['deltaboard.v1', `key.${keys.known}`])
    await viewer.subscribe({ channel: 'all' })
    expect(await on.doctor()).toMatchObject({ code: 0, ok: true, event: { times: 1 } })
    expect(viewer.liveIds()).toEqual([])
    await on.nothingLeft()
    await viewer.close()
  })

  test.each(breaks)('%s: %s', async (hop, _, run) => {
    const { mend, ...options } = await run(on)
    try {
      const said = await on.doctor(options)
      expect(said).toMatchObject({ code: hopCodes[hop], ok: false, broken: { hop } })
      expect(said.broken?.mend).not.toBe('')
    } finally {
      await mend?.()
    }
  })

  test('finds all well again, and has left nothing', async () => {
    expect(await on.doctor()).toMatchObject({ code: 0, ok: true, event: { times: 1 } })
    await on.nothingLeft()
  })
})
