import { isObject } from '../../../src/domain/json.js'
import { whereToJson } from '../../../src/domain/query/print.js'
import type { Board } from '../state/board.js'

const forms: readonly (readonly [form: string, meaning: string])[] = [
  ['service:checkout', 'exactly this value'],
  ['location:eu-*', 'begins with'],
  ['status:(502 OR 504)', 'one of these'],
  ['latencyMs:[500 TO 1000}', 'from 500 to below 1000; ] includes it'],
  ['status:>=500', 'also > < <='],
  ['status:*', 'has the field'],
  ['"timeout upstream"', 'every word, in any order, in message; not a phrase as in Lucene'],
  ['-level:debug  NOT  OR  ( )', 'without; either; grouped'],
]

export function SyntaxPanel({ board }: { readonly board: Board }) {
  const { parsed } = board
  const where = whereToJson(parsed.ok ? parsed.where : board.where)
  return (
    <div class="popover syntax">
      <div>
        <h2>What can be written</h2>
        <dl>
          {forms.map(([form, meaning]) => (
            <div key={form}>
              <dt>{form}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </div>
      <div>
        <h2>
          Sent as <code>where</code>
        </h2>
        <pre>{shown(where)}</pre>
      </div>
    </div>
  )
}

/** One key a line. */
function shown(where: unknown): string {
  if (!isObject(where)) return JSON.stringify(where)
  const lines = Object.entries(where).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
  return lines.length === 0 ? '{}' : `{ ${lines.join(',\n  ')} }`
}
