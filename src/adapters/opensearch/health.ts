import type { Health } from '../../ports/backend.js'
import { faultOf } from './fault.js'
import type { Requests } from './requests.js'

interface ClusterHealth {
  readonly status: 'green' | 'yellow' | 'red'
  readonly unassigned_shards: number
}

/** Health is asked often, and must be answered within two seconds. */
const timeoutMs = 1600
const patienceMs = 1800

/** Whether documents can be written and found. `weaker`: promises already known not to be kept. */
export async function healthOf(
  requests: Requests,
  { prefix, serverless, weaker }: { readonly prefix: string; readonly serverless: boolean; readonly weaker: Weaker },
): Promise<Health> {
  const asked = serverless ? askServerless(requests, prefix, weaker) : askCluster(requests, prefix, weaker)
  const answered = asked.catch((error: unknown): Health => ({ ok: false, detail: faultOf(error).message, weaker }))
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Health>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, detail: 'OpenSearch does not answer', weaker }), patienceMs)
  })
  return Promise.race([answered, late]).finally(() => clearTimeout(timer))
}

type Weaker = Readonly<Record<string, string>>

async function askCluster(requests: Requests, prefix: string, weaker: Weaker): Promise<Health> {
  // Of an index whose primary is away, an answer would be waited for.
  const query = { timeout: '1s', level: 'cluster', expand_wildcards: 'all' }
  const path = `/_cluster/health/${prefix}-*`
  const { status, unassigned_shards: missing } = await requests.once<ClusterHealth>({
    method: 'GET',
    path,
    query,
    timeoutMs,
  })
  if (status === 'red') return { ok: false, detail: 'red: some documents can be neither written nor found', weaker }
  if (status === 'green') return { ok: true, detail: 'green', weaker }
  const replicas = `${missing} copies of shards have no node: what is written is on one disk until they have`
  return { ok: true, detail: 'yellow', weaker: { ...weaker, replicas } }
}

async function askServerless(requests: Requests, prefix: string, weaker: Weaker): Promise<Health> {
  const query = { format: 'json', h: 'index' }
  await requests.once({ method: 'GET', path: `/_cat/indices/${prefix}-*`, query, timeoutMs })
  return { ok: true, detail: 'answers', weaker }
}
