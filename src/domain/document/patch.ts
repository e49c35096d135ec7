import { type Json, own, sameJson } from '../json.js'
import type { Changed } from '../wire/serverMessage.js'
import type { Hit } from './hit.js'
import { keyOf } from './identity.js'

/** What turns `base` into `now`: whole new values of the fields that differ, and the names of those that went. */
export function patchOf(base: Hit, now: Hit): Changed {
  const set: [string, Json][] = []
  const unset: string[] = []
  for (const field of Object.keys(now)) {
    if (field === 'ingestedAt' || !Object.hasOwn(base, field) || !sameJson(own(base, field), own(now, field))) {
      if (field !== 'version') set.push([field, own(now, field) as Json])
    }
  }
  for (const field of Object.keys(base)) if (!Object.hasOwn(now, field)) unset.push(field)
  return {
    key: keyOf(now),
    version: now.version,
    base: base.version,
    '@timestamp': now['@timestamp'],
    set: Object.fromEntries(set),
    ...(unset.length > 0 ? { unset } : {}),
  }
}

/** The document that a patch makes of its base. */
export function applyPatch(base: Hit, changed: Changed): Hit {
  const fields = { ...base, ...changed.set, '@timestamp': changed['@timestamp'], version: changed.version }
  for (const field of changed.unset ?? []) delete (fields as Record<string, unknown>)[field]
  return fields as Hit
}
