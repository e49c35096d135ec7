import { defaultSchema, type Schema } from '../../../domain/fields.js'
import { toldSchema } from '../../../domain/toldSchema.js'

const patienceMs = 5000

/**
 * The fields that a server declares, as it tells them beside its page. Where there is no page (API Gateway) the default
 * ones; the server checks every query itself.
 */
export async function schemaOf(page: string): Promise<Schema> {
  try {
    const answer = await fetch(new URL('config.json', page), { signal: AbortSignal.timeout(patienceMs) })
    return answer.ok ? toldSchema(await answer.json()) : defaultSchema
  } catch {
    // Whether it can be reached at all, the connection that follows will show.
    return defaultSchema
  }
}
