import { describe, expect, test } from 'vitest'
import type { QueueMessage } from '../../../src/entrypoints/lambda/sqs/queueMessage.js'
import { type Judged, settle } from '../../../src/entrypoints/lambda/sqs/settle.js'
import type { Verdict } from '../../../src/ports/consumer.js'
import type { DeadLetter } from '../../../src/ports/deadLetters.js'

const dead: Verdict = { dead: { code: 'too_old', message: 'too old' } }
const again: Verdict = { retry: 'busy' }

function message(messageId: string, attempt = 1): QueueMessage {
  return { messageId, receiptHandle: `handle of ${messageId}`, body: '{}', attempt }
}

function judged(of: QueueMessage, ...verdicts: readonly Verdict[]): Judged {
  return { message: of, items: verdicts.map((verdict, i) => ({ topic: 'deltas', item: { i }, verdict })) }
}

function parts(faults: { readonly keeping?: boolean; readonly settingBack?: boolean } = {}) {
  const letters: DeadLetter[] = []
  const setBack: { readonly receiptHandle: string; readonly seconds: number }[] = []
  const told: string[] = []
  return {
    letters,
    setBack,
    told,
    given: {
      queue: {
        async setBack(messages: typeof setBack) {
          if (faults.settingBack) throw new Error('throttled')
          setBack.push(...messages)
        },
      },
      deadLetters: {
        async put(more: readonly DeadLetter[]) {
          if (faults.keeping) throw new Error('no room')
          letters.push(...more)
        },
      },
      telemetry: {
        fault: (where: string) => void told.push(`fault ${where}`),
        dead: (topic: string, code: string) => void told.push(`dead ${topic} ${code}`),
      },
    },
  }
}

describe('messages are settled', () => {
  test('a message is done when all it carries is done or dead', async () => {
    const { given, letters, setBack, told } = parts()
    const [a, b, c] = [message('a'), message('b'), message('c')]
    const done = await settle(given, [judged(a, 'done', 'done'), judged(b, 'done', dead), judged(c, 'done', again)])
    expect([...done]).toEqual([a, b])
    expect(letters).toMatchObject([{ id: 'b.1', topic: 'deltas', item: { i: 1 }, why: { code: 'too_old' } }])
    expect(setBack.map(({ receiptHandle }) => receiptHandle)).toEqual(['handle of c'])
    expect(told).toEqual(['dead deltas too_old'])
  })

  test('the same message again makes the same letter', async () => {
    const { given, letters } = parts()
    await settle(given, [judged(message('a', 1), dead)])
    await settle(given, [judged(message('a', 2), dead)])
    expect(letters.map(({ id }) => id)).toEqual(['a', 'a'])
  })

  test('what could not be kept is not acknowledged', async () => {
    const { given, setBack, told } = parts({ keeping: true })
    const [a, b] = [message('a'), message('b')]
    const done = await settle(given, [judged(a, 'done', dead), judged(b, 'done')])
    expect([...done]).toEqual([b])
    expect(setBack).toHaveLength(1)
    expect(told).toEqual(['fault deadLetters'])
  })

  test('what could not be set back comes again later, and fails nothing', async () => {
    const { given, told } = parts({ settingBack: true })
    expect(await settle(given, [judged(message('a'), again)])).toEqual(new Set())
    expect(told).toEqual(['fault setBack'])
  })

  test('they come again after one to ten seconds, later with every attempt', async () => {
    const { given, setBack } = parts()
    const attempts = [1, 2, 3, 4, 5, 50]
    await settle(
      given,
      attempts.map((attempt) => judged(message(`m${attempt}`, attempt), again)),
    )
    const seconds = setBack.map((each) => each.seconds)
    expect(seconds.every((each) => Number.isInteger(each) && each >= 1 && each <= 10)).toBe(true)
    expect(seconds[0]).toBeLessThanOrEqual(2)
    expect(seconds[5]).toBe(10)
  })
})
