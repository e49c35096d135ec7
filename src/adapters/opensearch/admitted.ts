import { setTimeout as sleep } from 'node:timers/promises'
import { OpenSearchFault } from './fault.js'

/**
 * Does what a server refuses whom it does not know yet: rights that AWS was told of a moment ago count a minute later. What
 * else it says, or that after `budgetMs`, is thrown.
 */
export async function admitted<T>(
  task: () => Promise<T>,
  { budgetMs = 60_000, pauseMs = 3_000 }: { readonly budgetMs?: number; readonly pauseMs?: number } = {},
): Promise<T> {
  const end = performance.now() + budgetMs
  for (;;) {
    try {
      return await task()
    } catch (error) {
      const unknown = error instanceof OpenSearchFault && (error.status === 401 || error.status === 403)
      if (!unknown || performance.now() + pauseMs > end) throw error
      await sleep(pauseMs)
    }
  }
}
