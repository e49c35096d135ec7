import type { Types } from '@opensearch-project/opensearch'
import { ignoreAbove } from '../../domain/fields.js'
import { utf8Length } from '../../domain/wire/utf8.js'

type Condition = Types.Common_QueryDsl.QueryContainer

/** Lucene makes a machine of a prefix, a state a byte, and takes 1,000 of them. */
const mostBytes = 900

const startsWith =
  'for (String value : doc[params.field]) { if (value.startsWith(params.prefix)) { return true; } } return false;'

/** Values that begin so. Of a long prefix the server finds those that begin as it does, and reads on in them. */
export function startingWith(field: string, prefix: string): Condition {
  if (prefix.length > ignoreAbove) return { match_none: {} }
  if (utf8Length(prefix) <= mostBytes) return begins(field, prefix)
  const script = { source: startsWith, lang: 'painless', params: { field, prefix } }
  return { bool: { filter: [begins(field, beginningOf(prefix)), { script: { script } }] } }
}

function begins(field: string, value: string): Condition {
  return { prefix: Object.fromEntries([[field, { value }]]) }
}

function beginningOf(text: string): string {
  let end = 0
  let bytes = 0
  for (const character of text) {
    bytes += utf8Length(character)
    if (bytes > mostBytes) break
    end += character.length
  }
  return text.slice(0, end)
}
