import { firstBroken, hopCodes } from '../../../application/doctor/hops.js'
import type { Round } from '../../../application/doctor/round.js'
import type { Command, CommandLine } from '../command/command.js'
import { type ExitCode, exitCodes } from '../exitCodes.js'
import { connectionFlags } from '../server/connection.js'
import type { Terminal } from '../terminal.js'
import { jsonOf, lineOf, verdictOf } from './report.js'
import { rounds } from './rounds.js'
import { targetOf } from './target.js'

const doctor: Command = {
  name: 'doctor',
  summary: 'Names the hop that loses events, the reason and the mend',
  usage: '[flags]',
  words: 0,
  flags: [
    { name: 'outputs', value: 'FILE', text: 'On AWS, instead of a server: what terraform output -json tells' },
    { name: 'json', text: 'One JSON document, for programs' },
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
  const target = await targetOf(line, terminal)
  if (!target.ok) {
    terminal.stderr.write(`deltaboard: ${target.refusal.message}\n`)
    return exitCodes.usage
  }
  const isJson = line.has('json')
  const print = (text: string) => terminal.stdout.write(`${text}\n`)
  const round = await target.value.round({
    ...rounds(terminal),
    onFinding: (finding) => {
      if (!isJson) print(lineOf(finding))
    },
  })
  print(isJson ? JSON.stringify(jsonOf(round), undefined, 2) : verdictOf(round))
  return codeOf(round, terminal)
}

function codeOf({ findings }: Round, terminal: Terminal): ExitCode {
  const first = firstBroken(findings)
  if (first !== undefined) return hopCodes[first.hop]
  return terminal.interrupted.aborted ? exitCodes.interrupted : exitCodes.ok
}
