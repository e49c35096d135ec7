import { SharedRun } from '../../../src/domain/sharedRun.js'
import type { EventBus } from '../../../src/ports/eventBus.js'
import type { HitIndex } from '../../../src/ports/hitIndex.js'
import type { Outbox } from '../../../src/ports/outbox.js'
import type { RefreshTurns } from '../../../src/ports/refreshTurns.js'
import type { SubscriptionStore } from '../../../src/ports/subscriptionStore.js'
import type { Calls, Process } from './calls.js'

// Ports as one process has them: each call waits until the schedule does it, and until it answers.

export function indexAround(real: HitIndex, calls: Calls, of: Process): HitIndex {
  // As the adapters do: callers of one process share a refresh that has not started.
  const refresh = new SharedRun(() => calls.ask(of, 'refresh', () => real.refresh()))
  return {
    capabilities: real.capabilities,
    get: (keys) => calls.ask(of, 'get', () => real.get(keys)),
    write: (documents) =>
      calls.ask(
        of,
        'write',
        () => real.write(documents),
        () => documents.map(() => ({ retry: 'not now' })),
      ),
    probe: (stored) => calls.ask(of, 'probe', () => real.probe(stored)),
    async refresh() {
      await refresh.join()
    },
    search: (where, request) => calls.ask(of, 'search', () => real.search(where, request)),
    summarize: (where, request) => calls.ask(of, 'summarize', () => real.summarize(where, request)),
    prepare: () => real.prepare(),
  }
}

export function busAround(real: EventBus, calls: Calls, of: Process): EventBus {
  return {
    publish: (topic, items) =>
      calls.ask(
        of,
        `publish ${topic}`,
        () => real.publish(topic, items),
        () => items.map(() => ({ retry: 'full' })),
      ),
  }
}

export function storeAround(real: SubscriptionStore, calls: Calls, of: Process): SubscriptionStore {
  return {
    connect: (connection) => calls.ask(of, 'connect', () => real.connect(connection)),
    connection: (id) => calls.ask(of, 'connection', () => real.connection(id)),
    renew: (id, renewal) => calls.ask(of, 'renew', () => real.renew(id, renewal)),
    subscribe: (id, subscription, limits) => calls.ask(of, 'subscribe', () => real.subscribe(id, subscription, limits)),
    subscriptions: (id) => calls.ask(of, 'subscriptions', () => real.subscriptions(id)),
    unsubscribe: (id, queryId, ref) => calls.ask(of, 'unsubscribe', () => real.unsubscribe(id, queryId, ref)),
    disconnect: (id) => calls.ask(of, 'disconnect', () => real.disconnect(id)),
    queries: (channel, held) => calls.ask(of, 'queries', () => real.queries(channel, held)),
    async *subscribers(queryIds) {
      // A page a query: another may come or go between any two.
      for (const queryId of queryIds) {
        yield await calls.ask(of, 'subscribers', async () => {
          const page = []
          for await (const some of real.subscribers([queryId])) page.push(...some)
          return page
        })
      }
    },
  }
}

export function outboxAround(real: Outbox, calls: Calls, of: Process): Outbox {
  return {
    post: (frames, to) => calls.ask(of, 'post', () => real.post(frames, to)),
    close: (to, code, last) => calls.ask(of, 'close', () => real.close(to, code, last)),
  }
}

export function turnsAround(real: RefreshTurns, calls: Calls, of: Process): RefreshTurns {
  return {
    join: () => calls.ask(of, 'join', () => real.join()),
    start: (nth) => calls.ask(of, 'start', () => real.start(nth)),
    finish: (nth) => calls.ask(of, 'finish', () => real.finish(nth)),
    finished: () => calls.ask(of, 'finished', () => real.finished()),
  }
}
