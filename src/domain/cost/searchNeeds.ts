import { monthOf, monthSeconds } from './month.js'
import type { Workload } from './workload.js'

/** Virtual CPUs of the types that a price is known for. */
const cpus: ReadonlyMap<string, number> = new Map([
  ['t3.small.search', 2],
  ['t3.medium.search', 2],
  ['m6g.large.search', 2],
  ['m6g.xlarge.search', 4],
  ['r6g.large.search', 2],
  ['r6g.xlarge.search', 4],
  ['r6g.2xlarge.search', 8],
  ['r7g.large.search', 2],
  ['r7g.xlarge.search', 4],
])

/** CPU of one document written, one search, and one refresh, in milliseconds; how busy a CPU should be. Assumed. */
const cpuMs = { document: 0.5, search: 10, refresh: 20 } as const
const busy = 0.5

/** Busy virtual CPUs that OpenSearch needs for its writes, and for so many searches a second besides. */
export function cpusNeeded(w: Workload, moreSearches = 0): number {
  const copies = w.search === 'domain' && w.nodes > 1 ? 2 : 1
  return (w.eventsPerSecond * cpuMs.document * copies + (searchesOf(w) + moreSearches) * cpuMs.search) / 1000 / busy
}

/** The same, with the searches and refreshes that this project makes left out: what the events alone need. */
export function cpusForPolling(w: Workload, searches: number): number {
  const copies = w.search === 'domain' && w.nodes > 1 ? 2 : 1
  return (w.eventsPerSecond * cpuMs.document * copies + searches * cpuMs.search) / 1000 / busy
}

/** As many nodes, or OCUs, as have so many CPUs, and never fewer than there are. */
export function sizedFor(w: Workload, needed: number): Workload {
  if (w.search === 'serverless') return { ...w, ocus: Math.max(w.ocus, Math.ceil(needed)) }
  return { ...w, nodes: Math.max(w.nodes, Math.ceil(needed / cpusOfNode(w))) }
}

export function cpusOf(w: Workload): number {
  return w.search === 'serverless' ? w.ocus : w.nodes * cpusOfNode(w)
}

function cpusOfNode({ instance }: Workload): number {
  return cpus.get(instance) ?? 2
}

/** Searches a second, with refreshes as what they cost like. */
function searchesOf(w: Workload): number {
  const all = [...monthOf(w).values()]
  const searches = all.reduce((total, counts) => total + (counts.searches ?? 0), 0)
  const refreshes = all.reduce((total, counts) => total + (counts.refreshes ?? 0), 0)
  return (searches + (refreshes * cpuMs.refresh) / cpuMs.search) / monthSeconds
}
