import { expect, it } from 'vitest'
import { sparing } from '../../src/application/sparing.js'
import { BackendFault } from '../../src/ports/backendFault.js'
import type { Verdict } from '../../src/ports/consumer.js'

const batch = [1, 2, 3].map((item) => ({ item, attempt: 1, first: true }))
const fault = (kind: BackendFault['kind']) => new BackendFault(kind, kind)
const retry = (why: unknown): Verdict => ({ retry: why })
const out = (why: unknown): Verdict => ({ retry: why, outage: true })

/** What is made of these verdicts, where the backends are well or not, and how often they were asked. */
async function spared(verdicts: readonly Verdict[], well: boolean) {
  let asked = 0
  const areWell = async () => {
    asked++
    return well
  }
  return { verdicts: await sparing(async () => verdicts, areWell)(batch), asked }
}

it('asks nobody while all is done, refused, or at fault itself', async () => {
  const dead: Verdict = { dead: { code: 'bad_field', message: 'no' } }
  for (const verdicts of [['done', 'done', 'done'] as const, [dead, retry('conflict'), retry(fault('refused'))]]) {
    expect(await spared(verdicts, false)).toEqual({ verdicts, asked: 0 })
  }
})

it('takes for an outage what failed on a backend that is ill, asking once a batch, and nothing else of it', async () => {
  const [away, conflict] = [retry(fault('away')), retry('conflict')]
  expect(await spared([away, conflict, away], false)).toEqual({
    verdicts: [out(fault('away')), conflict, out(fault('away'))],
    asked: 1,
  })
})

it('counts what fails though all backends are well: it may be the cause', async () => {
  expect(await spared([retry(fault('away')), 'done', 'done'], true)).toMatchObject({
    verdicts: [retry(fault('away')), 'done', 'done'],
  })
})

it('takes a backend without room for an outage, whatever it says of its health', async () => {
  const { asked, verdicts } = await spared([retry(fault('full')), 'done', 'done'], true)
  expect(verdicts).toEqual([out(fault('full')), 'done', 'done'])
  expect(asked).toBe(0)
})

it('takes a throw as it takes a verdict on all of them', async () => {
  const throwing = (why: unknown, well: boolean) =>
    sparing(
      () => Promise.reject(why),
      async () => well,
    )(batch)
  expect(await throwing(fault('away'), false)).toEqual(batch.map(() => out(fault('away'))))
  await expect(throwing(fault('away'), true)).rejects.toThrow('away')
  await expect(throwing(new Error('a bug'), false)).rejects.toThrow('a bug')
})
