import type { API } from '@opensearch-project/opensearch'
import type { Schema } from '../../domain/fields.js'
import { OpenSearchFault } from './fault.js'
import { type Mapping, mappingOf } from './mapping.js'
import type { Requests } from './requests.js'

export interface IndexSettings {
  readonly refreshIntervalMs: number
  readonly replicas: number
  readonly shards: number
}

/** Our template wins over another that fits the same names. */
const priority = 200

/** `settings` undefined: the service decides them itself. */
function templateOf(
  prefix: string,
  schema: Schema,
  settings: IndexSettings | undefined,
): API.Indices_PutIndexTemplate_RequestBody {
  const mappings = mappingOf(schema)
  const index =
    settings === undefined
      ? undefined
      : {
          number_of_shards: settings.shards,
          number_of_replicas: settings.replicas,
          // Without one, an index that nobody searches stops refreshing.
          refresh_interval: `${settings.refreshIntervalMs}ms`,
        }
  return {
    index_patterns: [`${prefix}-*`],
    priority,
    template: { mappings, ...(index === undefined ? {} : { settings: { index } }) },
  }
}

type Mappings = Readonly<Record<string, { readonly mappings: Mapping }>>

/**
 * Makes the template for the days to come, and adds new fields to the days that are there; their documents answer as if
 * the field were absent. A field whose type has changed is a fault: no index can change it.
 */
export async function prepareIndices(
  requests: Requests,
  options: { readonly prefix: string; readonly schema: Schema; readonly settings: IndexSettings | undefined },
): Promise<void> {
  const { prefix, schema, settings } = options
  const wanted = mappingOf(schema)
  const days = await mappingsOf(requests, prefix)
  const changed = Object.entries(days).flatMap(([day, { mappings }]) => changes(day, mappings, wanted))
  if (changed.length > 0) throw new Error(changedWords(changed))
  const body = templateOf(prefix, schema, settings)
  await requests.send({ method: 'PUT', path: `/_index_template/${prefix}`, body })
  const behind = Object.entries(days).filter(([, { mappings }]) => lacks(mappings, wanted))
  for (const [day] of behind) {
    await requests.send({ method: 'PUT', path: `/${day}/_mapping`, body: { properties: wanted.properties } })
  }
}

async function mappingsOf(requests: Requests, prefix: string): Promise<Mappings> {
  try {
    return await requests.send<Mappings>({ method: 'GET', path: `/${prefix}-*/_mapping` })
  } catch (error) {
    // Serverless answers so where nothing fits the name.
    if (error instanceof OpenSearchFault && error.status === 404) return {}
    throw error
  }
}

function changes(day: string, there: Mapping, wanted: Mapping): readonly string[] {
  return fieldsOf(wanted).flatMap(([name, type]) => {
    const had = typeAt(there, name)
    return had === undefined || had === type ? [] : [`${name} is ${had} in ${day} and declared ${type}`]
  })
}

function lacks(there: Mapping, wanted: Mapping): boolean {
  return fieldsOf(wanted).some(([name]) => typeAt(there, name) === undefined)
}

function fieldsOf(mapping: Mapping): readonly (readonly [name: string, type: string])[] {
  return Object.entries(mapping.properties ?? {}).map(([name, property]) => [name, property.type ?? 'object'] as const)
}

/** The server tells a name with dots as objects in each other. */
function typeAt(mapping: Mapping, name: string): string | undefined {
  let properties = mapping.properties
  const parts = name.split('.')
  for (const part of parts.slice(0, -1)) {
    const inner = properties !== undefined && Object.hasOwn(properties, part) ? properties[part] : undefined
    properties = (inner as { readonly properties?: typeof properties } | undefined)?.properties
  }
  const last = parts.at(-1) as string
  const property = properties !== undefined && Object.hasOwn(properties, last) ? properties[last] : undefined
  return property === undefined ? undefined : (property.type ?? 'object')
}

function changedWords(changed: readonly string[]): string {
  const out = 'Declare the field under a new name, or reindex those days under the new type, or delete them.'
  return `A field's type can't change where it is indexed: ${changed.slice(0, 5).join('; ')}. ${out}`
}
