import type { FieldType, Schema } from '../../src/domain/fields.js'

/** Two fields of each type, some of them called like words of the server's own query language. */
export const schema: Schema = {
  fields: new Map<string, FieldType>([
    ['@timestamp', 'date'],
    ['service', 'keyword'],
    ['eventType', 'keyword'],
    ['boost', 'keyword'],
    ['status', 'long'],
    ['value', 'long'],
    ['ratio', 'double'],
    ['range', 'double'],
    ['ok', 'boolean'],
    ['format', 'boolean'],
    ['seen', 'date'],
    ['time_zone', 'date'],
    ['message', 'text'],
    ['query', 'text'],
  ]),
  routable: ['service', 'eventType'],
}
