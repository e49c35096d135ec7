import { defaultSchema, type FieldType, fieldTypes, type Schema } from './fields.js'
import { isObject, type Json, own } from './json.js'

/** The schema that a server tells in `config.json`, beside its page; the default one where nothing of it is understood. */
export function toldSchema(config: unknown): Schema {
  if (!isObject(config)) return defaultSchema
  const declared = own(config, 'fields')
  const named = own(config, 'routable')
  const fields = isObject(declared) ? Object.entries(declared).filter(isDeclared) : []
  if (fields.length === 0) return defaultSchema
  const routable = Array.isArray(named) ? named.filter((one) => typeof one === 'string') : []
  return { fields: new Map(fields), routable }
}

function isDeclared(entry: [string, Json]): entry is [string, FieldType] {
  return fieldTypes.some((type) => type === entry[1])
}
