import type { API, Types } from '@opensearch-project/opensearch'
import { sameJson } from '../../domain/json.js'
import { OpenSearchFault } from './fault.js'
import type { Requests } from './requests.js'

type Policy = Types.Ism_Common.Policy

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/**
 * The policy that ends a day's index, and does nothing else: `force_merge` would block late events. Age counts from
 * when an index was made, which is when its first document came: five minutes before its day at the earliest.
 */
export function retentionPolicy(prefix: string, retentionMs: number): Policy {
  const hours = Math.ceil((retentionMs + dayMs + hourMs) / hourMs)
  const kept = { name: 'kept', actions: [] }
  return {
    description: 'deltaboard: deletes each day after retention',
    default_state: 'kept',
    states: [
      { ...kept, transitions: [{ state_name: 'deleted', conditions: { min_index_age: `${hours}h` } }] },
      { name: 'deleted', actions: [{ delete: {} }], transitions: [] },
    ],
    ism_template: [{ index_patterns: [`${prefix}-*`], priority: 200 }],
  }
}

/** Makes the policy, or brings it up to date, also for days that are there. False: this server can't keep one. */
export async function keepPolicy(requests: Requests, prefix: string, retentionMs: number): Promise<boolean> {
  const policy = retentionPolicy(prefix, retentionMs)
  const path = `/_plugins/_ism/policies/${prefix}`
  const body: API.Ism_PutPolicy_Request['body'] = { policy }
  try {
    const there = await policyAt(requests, path)
    if (there === undefined) {
      await requests.send({ method: 'PUT', path, body })
    } else if (!sameRules(there.policy, policy)) {
      const query = { if_seq_no: there._seq_no ?? 0, if_primary_term: there._primary_term ?? 0 }
      await requests.send({ method: 'PUT', path, query, body })
      await forDays(requests, 'change_policy', prefix)
    }
    // Of days that have one already this changes nothing.
    await forDays(requests, 'add', prefix)
    return true
  } catch (error) {
    if (!(error instanceof OpenSearchFault)) throw error
    // Another instance made it meanwhile.
    if (error.status === 409) return true
    if (isMissing(error)) return false
    throw error
  }
}

/** Days already there keep the policy that they were given. */
async function forDays(requests: Requests, verb: 'add' | 'change_policy', prefix: string): Promise<void> {
  const body: API.Ism_AddPolicy_Request['body'] = { policy_id: prefix }
  try {
    await requests.send({ method: 'POST', path: `/_plugins/_ism/${verb}/${prefix}-*`, body })
  } catch (error) {
    if (!(error instanceof OpenSearchFault && error.status === 404 && !isMissing(error))) throw error
  }
}

async function policyAt(requests: Requests, path: string): Promise<Types.Ism_Common.PolicyWithMetadata | undefined> {
  try {
    return await requests.send<Types.Ism_Common.PolicyWithMetadata>({ method: 'GET', path })
  } catch (error) {
    if (error instanceof OpenSearchFault && error.status === 404 && !isMissing(error)) return undefined
    throw error
  }
}

/** A server without the plugin knows no such path. */
function isMissing(error: OpenSearchFault): boolean {
  return error.status < 500 && error.message.includes('no handler found')
}

/** The server adds to what it stores: defaults, times and versions. */
function sameRules(there: Policy | undefined, wanted: Policy): boolean {
  if (there === undefined) return false
  return sameJson(rulesOf(there), rulesOf(wanted))
}

function rulesOf({ default_state, states = [], ism_template }: Policy) {
  const templates = Array.isArray(ism_template) ? ism_template : ism_template == null ? [] : [ism_template]
  return {
    default: default_state ?? null,
    states: states.map(({ name, actions = [], transitions = [] }) => ({
      name: name ?? null,
      actions: (actions as readonly object[]).flatMap((action) => Object.keys(action)).filter((key) => key !== 'retry'),
      transitions: (Array.isArray(transitions) ? transitions : [transitions]).map((transition) => ({
        to: transition.state_name ?? null,
        age: transition.conditions?.min_index_age ?? null,
      })),
    })),
    patterns: templates.flatMap(({ index_patterns = [] }) => index_patterns),
  }
}

/** Deletes the days that lie wholly before retention: for servers that don't do so by themselves. */
export async function deleteOldDays(
  requests: Requests,
  prefix: string,
  { now, retentionMs }: { readonly now: number; readonly retentionMs: number },
): Promise<void> {
  const query = { format: 'json', h: 'index' }
  const rows = await requests.send<readonly { readonly index: string }[]>({
    method: 'GET',
    path: `/_cat/indices/${prefix}-*`,
    query,
  })
  for (const { index } of rows) {
    const day = dayOf(index.slice(prefix.length + 1))
    if (!index.startsWith(`${prefix}-`) || day === undefined || day + dayMs > now - retentionMs) continue
    try {
      await requests.send({ method: 'DELETE', path: `/${index}` })
    } catch (error) {
      // Another instance did it.
      if (!(error instanceof OpenSearchFault && error.status === 404)) throw error
    }
  }
}

/** Start of a day written `YYYY.MM.DD`; of anything else undefined, since it isn't ours to delete. */
function dayOf(name: string): number | undefined {
  if (!/^\d{4}\.\d\d\.\d\d$/.test(name)) return undefined
  const ms = Date.parse(name.replaceAll('.', '-'))
  return Number.isNaN(ms) ? undefined : ms
}
