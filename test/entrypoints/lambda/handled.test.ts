import { expect, it } from 'vitest'
import { handled } from '../../../src/entrypoints/lambda/sqs/handled.js'
import { RecordingTelemetry } from '../../support/recordingTelemetry.js'

const batch = ['a', 'b'].map((item) => ({ item, attempt: 1, first: false }))

it('answers what the use case answers, and asks it nothing where there is nothing', async () => {
  const telemetry = new RecordingTelemetry()
  expect(await handled('x', async (given) => given.map(() => 'done'), batch, telemetry)).toEqual(['done', 'done'])
  const never = () => Promise.reject(new Error('asked'))
  expect(await handled('x', never, [], telemetry)).toEqual([])
  expect(telemetry.faults).toEqual([])
})

it('lets everything come again where it throws, and tells the operator', async () => {
  const telemetry = new RecordingTelemetry()
  const fault = new Error('the index is out of reach')
  const verdicts = await handled('ingest', () => Promise.reject(fault), batch, telemetry)
  expect(verdicts).toEqual([{ retry: fault }, { retry: fault }])
  expect(telemetry.faults).toMatchObject([{ where: 'ingest' }])
})
