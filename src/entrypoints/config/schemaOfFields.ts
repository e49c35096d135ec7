import { defaultSchema, type FieldType, fieldTypes, type Schema } from '../../domain/fields.js'
import type { JsonObject } from '../../domain/json.js'
import { ok, type Result, refuse } from '../../domain/refusal.js'

/** Fields that every document has, with the types that they must have. */
const always: ReadonlyMap<string, FieldType> = new Map<string, FieldType>([
  ['@timestamp', 'date'],
  ['service', 'keyword'],
  ['eventType', 'keyword'],
])
/** Names that a document uses for itself. */
const taken: ReadonlySet<string> = new Set(['eventId', 'version', 'ingestedAt', 'truncated'])
/** Words of a `where`: a field of that name could never be asked for. */
const words: ReadonlySet<string> = new Set(['and', 'or', 'not'])

/** The schema of configured `fields` and `routable`; without them the default one. */
export function schemaOfFields(
  fields: JsonObject | undefined,
  routable: readonly string[] | undefined,
): Result<Schema> {
  const types = fields === undefined ? ok(defaultSchema.fields) : fieldMap(fields)
  if (!types.ok) return types
  const names = routable ?? defaultSchema.routable.filter((name) => types.value.get(name) === 'keyword')
  for (const [i, name] of names.entries()) {
    const path = `routable[${i}]`
    if (types.value.get(name) !== 'keyword') return refuse('bad_config', 'must be a declared keyword field', path)
    if (names.indexOf(name) !== i) return refuse('bad_config', 'is named twice', path)
  }
  return ok({ fields: types.value, routable: names })
}

function fieldMap(fields: JsonObject): Result<Map<string, FieldType>> {
  const types = new Map(always)
  for (const [name, given] of Object.entries(fields)) {
    const path = `fields.${name}`
    const type = fieldTypes.find((known) => known === given)
    if (type === undefined) return refuse('bad_config', `must be one of ${fieldTypes.join(', ')}`, path)
    // A channel is `<field>:<value>` and a filter word `field:value`; names with a dot or "_" first mean more in an index.
    if (!/^[A-Za-z@][A-Za-z0-9_@-]{0,127}$/.test(name)) {
      return refuse('bad_config', 'a field is named by letters, digits, "_", "@" and "-"', path)
    }
    if (words.has(name)) return refuse('bad_config', 'is a word of the filter language', path)
    if (taken.has(name)) return refuse('bad_config', 'every document has this field already', path)
    const fixed = always.get(name)
    if (fixed !== undefined && fixed !== type) return refuse('bad_config', `must be ${fixed}`, path)
    types.set(name, type)
  }
  return ok(types)
}
