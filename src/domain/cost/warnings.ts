import { postsPerSecond } from './deployed.js'
import { loadOf } from './load.js'
import { ratesOf } from './month.js'
import { cpusNeeded, cpusOf } from './searchNeeds.js'
import { framesOf } from './telling.js'
import type { Workload } from './workload.js'

/** Of one account and Region, where nobody has it raised. */
const connectsPerSecond = 500
/** Above this a burst of reconnects takes longer than a client should wait. */
const reconnectSeconds = 300

/** What of this would not work as it is set up, a sentence each. */
export function warningsOf(w: Workload): readonly string[] {
  const load = loadOf(w)
  const posts = load.flushes * load.flush.viewers * framesOf(w, load.flush)
  const [needed, there] = [cpusNeeded(w), cpusOf(w)]
  const said: (string | false)[] = [
    !load.keepsUp && 'deltas come faster than broadcast can tell them: fewer matches, or a higher quota of posts',
    posts > postsPerSecond * 0.8 &&
      `${Math.round(posts)} posts a second are more than 80 % of the account's ${postsPerSecond} in a Region`,
    w.viewers > connectsPerSecond * reconnectSeconds &&
      `all ${w.viewers} viewers need ${Math.round(w.viewers / connectsPerSecond)} s to come back at ${connectsPerSecond} connects a second`,
    needed > there &&
      `OpenSearch needs about ${needed.toFixed(1)} CPUs, half busy, and has ${there}: ${w.search === 'domain' ? 'more nodes or larger ones' : 'more OCUs'}`,
    w.pingAfterMs >= 600_000 && ratesOf(w).pings > 0 && 'API Gateway ends a connection that is silent for ten minutes',
    w.search === 'serverless' &&
      w.viewers > 0 &&
      'on Serverless a view waits 10 s for the index to be refreshed, and its function is paid meanwhile',
  ]
  return said.filter((text) => text !== false)
}
