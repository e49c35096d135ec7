import { type Fields, type FieldType, fieldTypes } from '../../domain/fields.js'
import { ok, type Result, refuse } from '../../domain/refusal.js'

/**
 * The fields that a folder's documents are kept under, once `declared` holds: all that were ever declared, since
 * documents have them still. Declaring one more is taken; another type of one is refused.
 */
export function joinFields(kept: Fields, declared: Fields): Result<Fields> {
  for (const [name, type] of declared) {
    const before = kept.get(name)
    if (before === undefined || before === type) continue
    const way = 'declare it under another name, or begin another folder and send the events to it again'
    return refuse('bad_config', `its documents have ${name} as ${before}, and ${type} is declared now: ${way}`)
  }
  return ok(new Map([...kept, ...declared]))
}

export function encodeFields(fields: Fields): Buffer {
  return Buffer.from(JSON.stringify([...fields]))
}

/** Undefined where it is nothing that `encodeFields` made. */
export function decodeFields(row: Buffer): Fields | undefined {
  try {
    const pairs = JSON.parse(row.toString()) as readonly (readonly [string, FieldType])[]
    return pairs.every(([, type]) => fieldTypes.includes(type)) ? new Map(pairs) : undefined
  } catch {
    return undefined
  }
}
