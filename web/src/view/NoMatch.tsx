import { useEffect, useMemo, useReducer } from 'preact/hooks'
import { parseFilter } from '../../../src/domain/filter/parseFilter.js'
import { whereToJson } from '../../../src/domain/query/print.js'
import { termsOf } from '../filter/terms.js'
import type { Board } from '../state/board.js'
import { everything, type PageQuery } from '../state/query.js'
import type { Client, Live } from '../state/wire.js'
import { grouped } from '../table/cells.js'

/** Terms that are counted; each costs a subscription. */
const most = 12

interface Looser {
  /** What would be dropped. */
  readonly name: string
  readonly query: PageQuery
}

/** The filter matches nothing: which of its terms to drop, each counted by the total of a view of one hit. */
export function NoMatch({ board }: { readonly board: Board }) {
  const { line, channel } = board.query
  const looser = useMemo(() => looserThan({ ...board.query, line, channel }), [board.query, line, channel])
  const totals = useTotals(board, looser)
  return (
    <section class="no-match" aria-label="Nothing matches yet">
      <h2>Nothing matches yet.</h2>
      <p>The subscription is live: a hit that matches will appear here by itself. Or loosen the filter:</p>
      <ul>
        {looser.map(({ name, query }, i) => (
          <li key={name}>
            <code>{name}</code>
            <span>{totals[i] === undefined ? 'counting' : `${grouped(totals[i])} match without it`}</span>
            <button type="button" class="button small" aria-label={`Remove ${name}`} onClick={() => board.go(query)}>
              Remove
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function looserThan(query: PageQuery): Looser[] {
  const terms = termsOf(query.line).slice(0, most)
  const without = terms.map((name, i) => ({
    name,
    query: { ...query, line: terms.filter((_, j) => j !== i).join(' ') },
  }))
  const wider = { name: `channel ${query.channel}`, query: { ...query, channel: everything.channel } }
  return query.channel === everything.channel ? without : [...without, wider]
}

/** The totals of the looser queries, live; undefined while they are counted. */
function useTotals(board: Board, looser: readonly Looser[]): readonly (number | undefined)[] {
  const [, again] = useReducer((n: number, _: undefined) => n + 1, 0)
  const { client } = board
  const lives = useMemo<Live[]>(() => [], [looser, client])
  useEffect(() => {
    if (client === undefined) return
    lives.push(...looser.map(({ query }) => watchOne(client, board, query)))
    const ends = lives.map((live) => live.subscribe(() => again(undefined)))
    again(undefined)
    return () => {
      for (const end of ends) end()
      for (const live of lives.splice(0)) live.close()
    }
  }, [lives, looser, client, board])
  return looser.map((_, i) => {
    const snapshot = lives[i]?.getSnapshot()
    return snapshot?.state === 'live' ? snapshot.total : undefined
  })
}

function watchOne(client: Client, board: Board, query: PageQuery): Live {
  const parsed = parseFilter(query.line, board.config.schema)
  const where = parsed.ok && parsed.where.op !== 'all' ? { where: whereToJson(parsed.where) } : {}
  const channel = query.channel === everything.channel ? {} : { channel: query.channel }
  return client.live({ ...channel, ...where, limit: 1, policy: 'latest', latestBy: board.latestBy })
}
