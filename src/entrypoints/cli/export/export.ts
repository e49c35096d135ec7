import { RequestError } from '../../../../client/src/index.js'
import type { Command, CommandLine } from '../command/command.js'
import { wholeNumber } from '../command/wholeNumber.js'
import { type ExitCode, exitCodes } from '../exitCodes.js'
import { csvColumns, csvHeader, csvRow } from '../print/csv.js'
import { ask, connectionFlags } from '../server/connection.js'
import { Reach } from '../server/reach.js'
import { Watch } from '../server/watch.js'
import type { Terminal } from '../terminal.js'
import { pagesOf } from './pages.js'
import { type Target, targetOf } from './target.js'
import { isCut, Whole } from './whole.js'

const exportCommand: Command = {
  name: 'export',
  summary: 'Writes all that matches, newest first, as NDJSON or CSV',
  usage: "['FILTER'] [flags]",
  takesFilter: true,
  words: Number.POSITIVE_INFINITY,
  flags: [
    { name: 'format', value: 'ndjson|csv', text: 'ndjson: whole documents; csv: the declared fields (ndjson)' },
    { name: 'channel', value: 'CHANNEL', text: 'Only of this channel, such as service:checkout' },
    { name: 'limit', value: 'N', text: 'At most N documents (all)' },
    { name: 'out', value: 'FILE', text: 'Into a file, which appears when it is whole (standard output)' },
    ...connectionFlags,
  ],
  notes: ['In CSV, text that a spreadsheet would take for a formula begins with an apostrophe.'],
  examples: [
    ["deltaboard export 'service:checkout status:>=500' --format csv --out failures.csv", 'for a spreadsheet'],
    ['deltaboard export --limit 1000 | gzip > latest.ndjson.gz', 'the newest thousand'],
  ],
  run,
}
export default exportCommand

async function run(line: CommandLine, terminal: Terminal): Promise<ExitCode> {
  const say = (text: string) => terminal.stderr.write(`deltaboard: ${text}\n`)
  const usage = (text: string) => {
    say(text)
    return exitCodes.usage
  }
  const format = line.value('format') ?? 'ndjson'
  if (format !== 'ndjson' && format !== 'csv') return usage('--format must be ndjson or csv')
  const limit = wholeNumber(line, 'limit', 1, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY)
  if (!limit.ok) return usage(limit.refusal.message)
  const asked = await ask(line, terminal)
  if (!asked.ok) return usage(asked.refusal.message)
  const { client, query, schema, server } = asked.value

  const target = targetOf(line.value('out'), terminal)
  const { output } = target
  const reach = new Reach(client, server)
  const watch = new Watch(say, Date.now)
  client.subscribe(() => watch.connection(client))
  const stop = AbortSignal.any([terminal.interrupted, output.closed, reach.failed])
  // What is asked and not answered is rejected then.
  stop.addEventListener('abort', () => client.close())
  const columns = csvColumns(schema)
  const whole = new Whole(client, query)
  let written = 0
  let cut = 0
  try {
    if (format === 'csv') await output.write(`${csvHeader(columns)}\r\n`)
    for await (const page of pagesOf(client, query, limit.value, stop)) {
      const hits = await whole.of(page)
      const lines = hits.map((hit) => (format === 'csv' ? `${csvRow(hit, columns)}\r\n` : `${JSON.stringify(hit)}\n`))
      await output.write(lines.join(''))
      written += hits.length
      cut += hits.filter(isCut).length
    }
  } catch (fault) {
    if (!(fault instanceof RequestError)) throw fault
    if (!stop.aborted) {
      await target.discard()
      say(`${fault.code}: ${fault.message} (after ${written} documents)`)
      return fault.code === 'bad_query' || fault.code === 'bad_request' ? exitCodes.usage : exitCodes.failed
    }
  } finally {
    client.close()
  }
  if (reach.failed.aborted) {
    await target.discard()
    say(reach.why)
    return exitCodes.unreachable
  }
  const code = await finish(target, terminal, say, written)
  if (cut > 0) say(`${cut} documents are too big for a frame and were written cut: \`truncated\` names the fields`)
  return cut > 0 && code === exitCodes.ok ? exitCodes.failed : code
}

async function finish(
  target: Target,
  terminal: Terminal,
  say: (text: string) => void,
  written: number,
): Promise<ExitCode> {
  const { fault, closed } = target.output
  if (fault !== undefined) {
    await target.discard()
    say(`cannot write: ${fault.message}`)
    return exitCodes.failed
  }
  if (terminal.interrupted.aborted) {
    await target.discard()
    say(`interrupted after ${written} documents`)
    return exitCodes.interrupted
  }
  // What reads this has what it wanted (`| head`).
  if (closed.aborted) return exitCodes.ok
  await target.keep()
  if (terminal.stderr.isTTY) say(`${written} documents`)
  return exitCodes.ok
}
