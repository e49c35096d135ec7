import type { API, Types } from '@opensearch-project/opensearch'
import { sameJson } from '../../domain/json.js'
import { OpenSearchFault } from './fault.js'
import type { Requests } from './requests.js'

/** Who comes to the index, each with who that is to the server: ARNs of IAM roles on AWS. */
export type Comers = Readonly<Record<'ingest' | 'message' | 'broadcast', string>>

type Rights = Types.Security_Common.Role
type Permission = Types.Security_Common.IndexPermission

const mget = ['indices:data/read/mget', 'indices:data/read/mget[shard]*', 'indices:data/read/get*']

/**
 * What each of them does there, and nothing else, on the indices of one prefix. `_bulk` and `_mget` name their indices in the
 * body, so a proxy before the server, as AWS's policies are one, can't tell one index from another.
 */
export function rightsOf(prefix: string): Readonly<Record<keyof Comers, Rights>> {
  const days = `${prefix}-*`
  const on = (pattern: string, allowed_actions: string[]): Permission => ({
    index_patterns: [pattern],
    allowed_actions,
  })
  return {
    ingest: {
      cluster_permissions: ['indices:data/write/bulk', 'indices:data/read/mget'],
      index_permissions: [
        // The first document of a day makes its index, by the template.
        on(days, [
          'indices:data/write/bulk*',
          'indices:data/write/index',
          'indices:admin/create',
          'indices:admin/auto_create',
          ...mget,
        ]),
        on(`${prefix}-probes`, ['indices:data/write/delete']),
      ],
    },
    message: {
      cluster_permissions: ['indices:data/read/mget'],
      index_permissions: [
        on(days, ['indices:data/read/search*', 'indices:admin/refresh*', 'indices:monitor/settings/get', ...mget]),
      ],
    },
    broadcast: {
      cluster_permissions: ['indices:data/read/mget'],
      index_permissions: [on(days, mget)],
    },
  }
}

/**
 * Makes a role of each, and maps who comes to it; idempotent. What is as it should be already is left alone, since each
 * change makes every node of a cluster read its rights again. Throws where the server has no rights to give.
 */
export async function mapRoles(requests: Requests, prefix: string, comers: Comers): Promise<void> {
  const rights = rightsOf(prefix)
  for (const name of Object.keys(rights) as (keyof Comers)[]) {
    const role = `deltaboard-${prefix}-${name}`
    await keep(requests, 'roles', role, rights[name])
    const mapping: API.Security_CreateRoleMapping_Request['body'] = { backend_roles: [comers[name]] }
    await keep(requests, 'rolesmapping', role, mapping)
  }
}

/** Only what is said here is compared: the server adds descriptions and flags of its own. */
async function keep(requests: Requests, kind: 'roles' | 'rolesmapping', name: string, wanted: object): Promise<void> {
  const path = `/_plugins/_security/api/${kind}/${name}`
  const there = await told(requests, path, name)
  const isSame = there !== undefined && Object.entries(wanted).every(([key, value]) => alike(there[key], value))
  if (!isSame) await requests.send({ method: 'PUT', path, body: wanted })
}

async function told(
  requests: Requests,
  path: string,
  name: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const answer = await requests.send<Readonly<Record<string, Readonly<Record<string, unknown>>>>>({
      method: 'GET',
      path,
    })
    return answer[name]
  } catch (error) {
    if (!(error instanceof OpenSearchFault) || error.message.includes('no handler found')) throw error
    if (error.status === 404) return undefined
    throw error
  }
}

/** As far as `wanted` goes, in lists of any order. */
function alike(there: unknown, wanted: unknown): boolean {
  if (!Array.isArray(wanted)) {
    if (typeof wanted !== 'object' || wanted === null) return sameJson(there as never, wanted as never)
    if (typeof there !== 'object' || there === null) return false
    return Object.entries(wanted).every(([key, value]) => alike((there as Record<string, unknown>)[key], value))
  }
  if (!Array.isArray(there) || there.length !== wanted.length) return false
  return wanted.every((each) => there.some((other) => alike(other, each)))
}
