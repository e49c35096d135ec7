import { randomUUID } from 'node:crypto'
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { SqsDeadLetters } from '../../../src/adapters/aws/sqs/sqsDeadLetters.js'
import { runCli } from '../../../src/entrypoints/cli/runCli.js'
import { partUrl } from '../../support/parts/partUrl.js'
import { fakeTerminal } from '../cli/fakeTerminal.js'

let client: SQSClient
const urls = { dlq: '', events: '' }
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }

beforeAll(async () => {
  const endpoint = await partUrl('elasticMq')
  client = new SQSClient({ endpoint, region: 'us-east-1', credentials })
  for (const name of ['dlq', 'events'] as const) {
    const made = await client.send(new CreateQueueCommand({ QueueName: `${name}-${randomUUID()}` }))
    urls[name] = made.QueueUrl as string
  }
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey)
  vi.stubEnv('AWS_REGION', 'us-east-1')
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', endpoint)
})
afterAll(() => {
  vi.unstubAllEnvs()
  client.destroy()
})

async function run(...argv: string[]) {
  const fake = fakeTerminal()
  const queues = ['--queue', `events=${urls.dlq}`, '--to', `events=${urls.events}`]
  const code = await runCli(['dlq', ...argv, ...queues], fake.terminal)
  return { code, out: fake.out(), err: fake.err() }
}

async function waiting(queueUrl: string): Promise<number> {
  const names = ['ApproximateNumberOfMessages'] as const
  const answer = await client.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] }))
  return Number(answer.Attributes?.ApproximateNumberOfMessages)
}

describe('dlq on AWS', () => {
  it('lists, shows, redrives and discards what lies in a queue, and leaves what is no event', async () => {
    const item = { id: 'e-1', source: 'shop', detailType: 'order', time: '2026-01-01T00:00:00.000Z', detail: { a: 1 } }
    const why = { code: 'bad_field', message: 'status: not a number' }
    const letters = new SqsDeadLetters({ client, queues: { events: urls.dlq } })
    await letters.put(
      ['a', 'b'].map((id) => ({ id, topic: 'events' as const, item, why, at: '2026-01-01T00:00:00.000Z' })),
    )
    await client.send(new SendMessageCommand({ QueueUrl: urls.dlq, MessageBody: 'no envelope' }))

    const listed = await run('list')
    expect(listed.out.split('\n')).toHaveLength(4)
    expect(listed.out).toContain('a  2026-01-01T00:00:00.000Z  events  bad_field  status: not a number')
    expect(JSON.parse((await run('show', 'a')).out)).toMatchObject({ id: 'a', item, why })

    expect(await run('redrive', '--all')).toMatchObject({ code: 1, out: '2 sent again\n' })
    expect(await waiting(urls.events)).toBe(2)
    expect(await run('redrive', 'a')).toMatchObject({ code: 0, out: '0 sent again\n' })
    expect(await waiting(urls.events)).toBe(2)
    expect(await run('discard', '--all')).toMatchObject({ code: 0, out: '1 discarded\n' })
    expect((await run('list')).out).toBe('')
  })

  it('says what a queue is named by', async () => {
    const fake = fakeTerminal()
    expect(await runCli(['dlq', 'list', '--queue', urls.dlq], fake.terminal)).toBe(2)
    expect(fake.err()).toContain('events=URL')
  })
})
