import { describe, expect, test } from 'vitest'
import { admitted } from '../../../src/adapters/opensearch/admitted.js'
import { OpenSearchFault } from '../../../src/adapters/opensearch/fault.js'

const brief = { budgetMs: 2_000, pauseMs: 1 }

/** Fails as often as it is told, then is done. */
function failing(times: number, status: number) {
  const made = { calls: 0 }
  const task = async () => {
    made.calls++
    if (made.calls <= times) throw new OpenSearchFault(status, 'security_exception', '')
    return 'done'
  }
  return { made, task }
}

describe('admitted', () => {
  test.each([401, 403])('waits until it is known there, while the answer is %i', async (status) => {
    const { made, task } = failing(3, status)
    expect(await admitted(task, brief)).toBe('done')
    expect(made.calls).toBe(4)
  })

  test('throws anything else at once', async () => {
    const { made, task } = failing(1, 400)
    await expect(admitted(task, brief)).rejects.toThrow('400')
    expect(made.calls).toBe(1)
  })

  test('gives up in time', async () => {
    const { made, task } = failing(Number.POSITIVE_INFINITY, 403)
    await expect(admitted(task, { budgetMs: 20, pauseMs: 5 })).rejects.toThrow('403')
    expect(made.calls).toBeGreaterThan(1)
  })
})
