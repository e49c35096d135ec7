import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { sqsClient } from '../../src/adapters/aws/sqs/sqsClient.js'
import { SqsDeadLetters } from '../../src/adapters/aws/sqs/sqsDeadLetters.js'
import { runCli } from '../../src/entrypoints/cli/runCli.js'
import type { DeadLetter } from '../../src/ports/deadLetters.js'
import { fakeTerminal } from '../entrypoints/cli/fakeTerminal.js'
import { eventually } from '../support/eventually.js'
import { LambdaRig } from '../support/faults/lambdaRig.js'
import { openSearchUrl } from '../support/faults/openSearchUrl.js'
import { allArrive, details, ownService, patience, viewOf } from './rig.js'
import { withoutPoison } from './withoutPoison.js'

const maxReceiveCount = 3

let rig: LambdaRig
beforeAll(async () => {
  rig = await LambdaRig.start(await openSearchUrl(), { visibilityTimeout: 5, maxReceiveCount })
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local')
  vi.stubEnv('AWS_REGION', 'eu-central-1')
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', new URL(rig.stack.queues.events).origin)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rig?.stop()
})

const letterOf = (eventId: string): Promise<DeadLetter> =>
  eventually(
    'a dead letter',
    async () =>
      (await rig.stack.deadLetters('events')).find(({ item }) => JSON.stringify(item).includes(`"${eventId}"`)),
    patience,
  )

/** As an operator calls it. */
async function redrive(id: string): Promise<{ readonly code: number; readonly out: string }> {
  const { events, eventsDead } = rig.stack.queues
  const fake = fakeTerminal()
  const where = ['--queue', `events=${eventsDead}`, '--to', `events=${events}`]
  const code = await runCli(['dlq', 'redrive', id, ...where], fake.terminal)
  return { code, out: fake.out() }
}

describe('poison among the Lambdas', () => {
  it('that nobody can read is kept with its reason, and the others of its batch go through', async () => {
    const service = ownService()
    const view = await viewOf(rig, service)
    const events = details(10, service, (i) => (i === 4 ? { status: 'many' } : {}))
    await rig.send(events)
    await allArrive(rig, service, view, events.toSpliced(4, 1))
    expect(await letterOf(`${service}-4`)).toMatchObject({
      topic: 'events',
      why: { code: 'bad_field', path: 'Detail.status' },
    })
  })

  it('that the index never stores ends there after its retries, comes back by a redrive, and a second changes nothing', async () => {
    const service = ownService()
    const view = await viewOf(rig, service)
    const events = details(10, service, (i) => (i === 4 ? { team: 'poison' } : {}))
    let tries = 0
    const [index] = rig.index
    if (index === undefined) throw new Error('no way to the index')
    index.interfere = async (request, forward) => {
      if (!request.path.includes('_bulk') || !request.body.includes('"poison"')) return undefined
      tries++
      return withoutPoison(request, forward)
    }
    let letter: DeadLetter
    try {
      await rig.send(events)
      await allArrive(rig, service, view, events.toSpliced(4, 1))
      letter = await letterOf(`${service}-4`)
    } finally {
      index.interfere = () => undefined
    }
    expect(letter).toMatchObject({ topic: 'events', why: { code: 'attempts_used' } })
    expect(tries).toBe(maxReceiveCount)

    expect(await redrive(letter.id)).toEqual({ code: 0, out: '1 sent again\n' })
    await allArrive(rig, service, view, events)
    expect((await rig.stack.deadLetters('events')).some(({ id }) => id === letter.id)).toBe(false)
    expect(await redrive(letter.id), 'it is there no more').toEqual({ code: 0, out: '0 sent again\n' })

    // Had the first redrive ended before it took the letter away, the second would send it once more.
    const client = sqsClient()
    const { eventsDead } = rig.stack.queues
    await new SqsDeadLetters({ client, queues: { events: eventsDead } }).put([letter])
    client.destroy()
    const { deleted } = rig.stack.mappings.events.counters
    expect(await redrive(letter.id)).toEqual({ code: 0, out: '1 sent again\n' })
    await eventually('it is handled', () => rig.stack.mappings.events.counters.deleted > deleted, patience)
    const last = details(1, service, () => ({ eventId: `${service}-last` }))
    await rig.send(last)
    await allArrive(rig, service, view, [...events, ...last])
    expect(view.wrong).toEqual([])
  })
})
