import type { Command, CommandLine } from '../command/command.js'
import { type ExitCode, exitCodes } from '../exitCodes.js'
import type { Terminal } from '../terminal.js'
import { optionsOf } from './options.js'
import { Pace } from './pace.js'
import { progressOf } from './progress.js'
import { eventBridge } from './putEvents.js'
import { Rejects } from './rejects.js'
import { publishAll } from './run.js'

const publish: Command = {
  name: 'publish',
  summary: 'Sends events from a file or a pipe with PutEvents, to a server or to AWS',
  usage: '[FILE|-] [flags]',
  words: 1,
  flags: [
    { name: 'endpoint', value: 'URL', text: 'The server, such as http://localhost:8080; without it: AWS EventBridge' },
    { name: 'source', value: 'NAME', text: "Source where a line has none (else the detail's service)" },
    { name: 'detail-type', value: 'NAME', text: "DetailType where a line has none (else the detail's eventType)" },
    { name: 'bus', value: 'NAME', text: 'EventBusName where a line has none (default)' },
    { name: 'rate', value: 'N', text: 'At most N events a second (as fast as they are taken)' },
    { name: 'rebase', text: "Counts a line's offsetMs from now, and dates its detail so" },
    { name: 'rejects', value: 'FILE', text: 'Keeps what was refused: {line, code, message, text} a line' },
  ],
  notes: [
    'A line is an entry as EventBridge spells it, {"Source", "DetailType", "Detail", "Time"?, "EventBusName"?}, or a bare detail. Entries go in tens; those that fail for the moment are sent again, alone. Exit code 1 if any was refused.',
    'Credentials and region come from the environment as for the AWS CLI; an open server wants none.',
  ],
  examples: [
    ['deltaboard publish events.ndjson --endpoint http://localhost:8080', 'a file, to a server'],
    ['tail -F app.ndjson | deltaboard publish - --source app --rejects refused.ndjson', 'a log as it grows, to AWS'],
    ['deltaboard publish day.ndjson --rebase --rate 100 --endpoint http://localhost:8080', 'a recording, as if now'],
  ],
  run,
}
export default publish

async function run(line: CommandLine, terminal: Terminal): Promise<ExitCode> {
  const say = (text: string) => terminal.stderr.write(`deltaboard: ${text}\n`)
  const startedAt = Date.now()
  const options = optionsOf(line, terminal, startedAt)
  if (!options.ok) {
    say(options.refusal.message)
    return exitCodes.usage
  }
  const { input, endpoint, rate, reading } = options.value
  const rejects = new Rejects(line.value('rejects'), say)
  const { taken, broken } = await publishAll({
    input: input.stream,
    reading,
    put: await eventBridge({ endpoint, env: terminal.env }),
    pace: new Pace(rate, Date.now),
    patience: { tries: 6, firstWaitMs: 200, random: Math.random },
    rejects,
    progress: progressOf(terminal, input.bytes),
    interrupted: terminal.interrupted,
  })
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  say(`${taken} events sent in ${seconds} s, ${rejects.count} refused`)
  try {
    await rejects.end()
  } catch (fault) {
    say(`the refused ones could not be kept: ${(fault as Error).message}`)
    return exitCodes.failed
  }
  if (broken !== undefined) {
    say(broken.fault === 'access' ? `no access: ${broken.message}` : `broken off: ${broken.message}`)
    return broken.fault === 'access' || broken.fault === 'unreachable' ? exitCodes.unreachable : exitCodes.failed
  }
  if (terminal.interrupted.aborted) return exitCodes.interrupted
  return rejects.count === 0 ? exitCodes.ok : exitCodes.failed
}
