import { firstBroken, hopCodes } from '../../../application/doctor/hops.js'
import type { Round } from '../../../application/doctor/round.js'
import type { Command, CommandLine } from '../command/command.js'
import { wholeNumber } from '../command/wholeNumber.js'
import { type ExitCode, exitCodes } from '../exitCodes.js'
import { connectionFlags } from '../server/connection.js'
import type { Terminal } from '../terminal.js'
import { jsonOf, lineOf, verdictOf } from './report.js'
import { rounds } from './rounds.js'
import { targetOf } from './target.js'
import { watch } from './watch.js'

const doctor: Command = {
  name: 'doctor',
  summary: 'Names the hop that loses events, the reason and the mend',
  usage: '[flags]',
  words: 0,
  flags: [
    { name: 'outputs', value: 'FILE', text: 'On AWS, instead of a server: what terraform output -json tells' },
    { name: 'watch', value: 'SECONDS', text: 'Goes on as a canary, a round every so many seconds, until ctrl-C' },
    { name: 'late', value: 'MS', text: 'With --watch: an event told later counts as late (2000)' },
    { name: 'metrics-port', value: 'PORT', text: 'With --watch: counts at http://127.0.0.1:PORT/metrics' },
    { name: 'json', text: 'One JSON document, for programs; with --watch one a line' },
    ...connectionFlags,
  ],
  notes: [
    'Looks at each hop of an event in order, sends one synthetic event that no viewer is ever shown, follows it to a socket of its own, and leaves nothing behind. The exit code names the first broken hop: docs/doctor.md has the table.',
    "To send, it needs an API key with the scopes read and write; or a key or token that reads, beside a producer's key in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. An open server needs neither.",
  ],
  examples: [
    ['deltaboard doctor', 'the server on this machine'],
    ['terraform output -json > outputs.json; deltaboard doctor --outputs outputs.json', 'an installation on AWS'],
    ['DELTABOARD_KEY=db_… deltaboard doctor --url https://board.example.com --json', 'another one, for a program'],
  ],
  run,
}
export default doctor

async function run(line: CommandLine, terminal: Terminal): Promise<ExitCode> {
  const say = (text: string) => terminal.stderr.write(`deltaboard: ${text}\n`)
  const every = wholeNumber(line, 'watch', 1, 86_400, 0)
  const late = wholeNumber(line, 'late', 1, 10_000, 2000)
  const port = wholeNumber(line, 'metrics-port', 1, 65_535, 0)
  const target = await targetOf(line, terminal)
  if (!every.ok || !late.ok || !port.ok || !target.ok) {
    for (const each of [every, late, port, target]) if (!each.ok) say(each.refusal.message)
    return exitCodes.usage
  }
  const isJson = line.has('json')
  const isOnce = every.value === 0
  const print = (text: string) => terminal.stdout.write(`${text}\n`)
  const one = () =>
    target.value.round({
      ...rounds(terminal),
      onFinding: (finding) => {
        if (!isJson && (isOnce || finding.state === 'broken')) print(lineOf(finding))
      },
    })
  const end = (round: Round) =>
    print(isJson ? JSON.stringify(jsonOf(round), undefined, isOnce ? 2 : 0) : verdictOf(round))
  if (isOnce) {
    const round = await one()
    end(round)
    return codeOf(round, terminal)
  }
  try {
    const metricsPort = port.value === 0 ? undefined : port.value
    const how = { everyMs: every.value * 1000, lateMs: late.value, metricsPort, round: one, onRound: end, terminal }
    const last = await watch(how)
    const first = firstBroken(last.findings)
    return first === undefined ? exitCodes.ok : hopCodes[first.hop]
  } catch (fault) {
    say((fault as Error).message)
    return exitCodes.usage
  }
}

function codeOf({ findings }: Round, terminal: Terminal): ExitCode {
  const first = firstBroken(findings)
  if (first !== undefined) return hopCodes[first.hop]
  return terminal.interrupted.aborted ? exitCodes.interrupted : exitCodes.ok
}
