import type { Change, Live } from '../../../../client/src/index.js'
import type { Command, CommandLine } from '../command/command.js'
import { wholeNumber } from '../command/wholeNumber.js'
import { type ExitCode, exitCodes } from '../exitCodes.js'
import { hitLine } from '../print/hitLine.js'
import { Output } from '../print/output.js'
import { ask, connectionFlags } from '../server/connection.js'
import { Reach } from '../server/reach.js'
import { Watch } from '../server/watch.js'
import type { Terminal } from '../terminal.js'

/** The largest view: after a break so many hits come again without anything missed. */
const viewLimit = 1000

const tail: Command = {
  name: 'tail',
  summary: 'Prints hits as they come',
  usage: "['FILTER'] [flags]",
  takesFilter: true,
  words: Number.POSITIVE_INFINITY,
  flags: [
    { name: 'channel', value: 'CHANNEL', text: 'Only of this channel, such as service:checkout' },
    { name: 'last', value: 'N', text: 'Begin with the newest N that are there, 0 to 1000 (10)' },
    { name: 'count', value: 'N', text: 'End after N hits' },
    { name: 'json', text: 'One JSON document a line, whole, for pipes' },
    { name: 'no-colour', text: 'No colours, even on a terminal (as with NO_COLOR)' },
    ...connectionFlags,
  ],
  notes: [
    'A document that changed is printed again, with its new version. What was missed is said on standard error. Ends with ctrl-C, or when what reads it is closed; a lost connection is made again.',
  ],
  examples: [
    ["deltaboard tail 'service:checkout status:>=500'", 'failures of one service, as they happen'],
    ['deltaboard tail --json level:error | jq .message', 'for other programs'],
    ["DELTABOARD_KEY=db_… deltaboard tail --url https://board.example.com '-level:debug'", 'where a key is wanted'],
  ],
  run,
}
export default tail

async function run(line: CommandLine, terminal: Terminal): Promise<ExitCode> {
  const say = (text: string) => terminal.stderr.write(`deltaboard: ${text}\n`)
  const last = wholeNumber(line, 'last', 0, viewLimit, 10)
  const count = wholeNumber(line, 'count', 1, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY)
  if (!last.ok || !count.ok) {
    for (const each of [last, count]) if (!each.ok) say(each.refusal.message)
    return exitCodes.usage
  }
  const asked = await ask(line, terminal)
  if (!asked.ok) {
    say(asked.refusal.message)
    return exitCodes.usage
  }
  const { client, query, server } = asked.value
  const output = new Output(terminal.stdout)
  const coloured = terminal.stdout.isTTY === true && !terminal.env['NO_COLOR'] && !line.has('no-colour')
  const print = line.has('json') ? JSON.stringify : (hit: Change['added'][number]) => hitLine(hit, coloured)
  const watch = new Watch(say, Date.now)
  const live = client.live({ ...query, limit: viewLimit })
  let left = count.value
  let isFirst = true

  return await new Promise<ExitCode>((resolve) => {
    const end = (code: ExitCode, why?: string) => {
      if (why !== undefined) say(why)
      client.close()
      resolve(code)
    }
    live.onChange((change) => {
      // What is there already: its newest only, and the oldest of them first. Later ones come in the order of writing.
      const added = change.snapshot ? change.added.toReversed() : change.added
      const shown = isFirst ? added.slice(added.length - Math.min(last.value, added.length)) : added
      isFirst = false
      for (const hit of [...shown, ...change.changed.map(({ after }) => after)].slice(0, left)) {
        output.offer(print(hit))
        left -= 1
      }
      const skipped = output.takeSkipped()
      if (skipped > 0) say(`${skipped} hits left out: what reads this is too slow`)
      if (left <= 0) end(exitCodes.ok)
    })
    live.subscribe(() => {
      watch.view(live)
      const refused = refusalOf(live)
      if (refused !== undefined) end(...refused)
    })
    client.subscribe(() => watch.connection(client))
    const reach = new Reach(client, server)
    reach.failed.addEventListener('abort', () => end(exitCodes.unreachable, reach.why))
    if (reach.failed.aborted) end(exitCodes.unreachable, reach.why)
    output.closed.addEventListener('abort', () =>
      end(output.fault === undefined ? exitCodes.ok : exitCodes.failed, output.fault?.message),
    )
    terminal.interrupted.addEventListener('abort', () => end(exitCodes.ok))
    if (terminal.interrupted.aborted) end(exitCodes.ok)
  })
}

/** The server ended the query: what it was asked is wrong, or not for these credentials. */
function refusalOf(live: Live): readonly [ExitCode, string] | undefined {
  const { state, error } = live.getSnapshot()
  if (state !== 'closed' || error === undefined) return undefined
  const isUsage = error.code === 'bad_query' || error.code === 'bad_request' || error.code === 'too_large'
  return [isUsage ? exitCodes.usage : exitCodes.unreachable, `${error.code}: ${error.message}`]
}
