import { defaultSchema, type FieldType, fieldTypes, type Schema } from '../../../domain/fields.js'
import { isObject, own } from '../../../domain/json.js'

const patienceMs = 5000

/**
 * The fields that a server declares, as it tells them beside its page. Where there is no page (API Gateway) the default
 * ones; the server checks every query itself.
 */
export async function schemaOf(page: string): Promise<Schema> {
  try {
    const answer = await fetch(new URL('config.json', page), { signal: AbortSignal.timeout(patienceMs) })
    return answer.ok ? schemaIn(await answer.json()) : defaultSchema
  } catch {
    // Whether it can be reached at all, the connection that follows will show.
    return defaultSchema
  }
}

function schemaIn(config: unknown): Schema {
  const declared = isObject(config) ? own(config, 'fields') : undefined
  const routable = isObject(config) ? own(config, 'routable') : undefined
  if (!isObject(declared)) return defaultSchema
  const isDeclared = (entry: [string, unknown]): entry is [string, FieldType] =>
    fieldTypes.some((type) => type === entry[1])
  return {
    fields: new Map(Object.entries(declared).filter(isDeclared)),
    routable: Array.isArray(routable) ? routable.filter((name) => typeof name === 'string') : [],
  }
}
