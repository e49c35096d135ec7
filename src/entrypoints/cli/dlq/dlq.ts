import type { DeadLetter } from '../../../ports/deadLetters.js'
import type { Command, CommandLine } from '../command/command.js'
import { type ExitCode, exitCodes } from '../exitCodes.js'
import { plain } from '../print/plain.js'
import { connectionFlags } from '../server/connection.js'
import type { Terminal } from '../terminal.js'
import { type Desk, deskOf } from './desk.js'

const dlq: Command = {
  name: 'dlq',
  summary: 'Looks at dead letters, sends them again, or drops them',
  usage: 'list | show ID | redrive [ID…] | discard [ID…] [flags]',
  words: Number.POSITIVE_INFINITY,
  flags: [
    { name: 'all', text: 'redrive or discard all of them' },
    { name: 'json', text: 'list as NDJSON, each letter whole' },
    {
      name: 'queue',
      value: 'TOPIC=URL',
      repeated: true,
      text: 'On AWS, instead of a server: a dead-letter queue, of events or deltas',
    },
    { name: 'to', value: 'TOPIC=URL', repeated: true, text: 'The queue that redrive sends to' },
    ...connectionFlags,
  ],
  notes: [
    'Through a server it needs an API key with the scope admin; on AWS, credentials that may receive, send and delete messages of the queues. Redriving is safe to repeat: what is stored already changes nothing.',
  ],
  examples: [
    ['deltaboard dlq list', 'id, time, topic and reason of each, oldest first'],
    ['deltaboard dlq redrive --all', 'after the cause was mended'],
    ['deltaboard dlq redrive --all --queue events=$DLQ_URL --to events=$QUEUE_URL', 'on AWS'],
  ],
  run,
}
export default dlq

async function run(line: CommandLine, terminal: Terminal): Promise<ExitCode> {
  const say = (text: string) => terminal.stderr.write(`deltaboard: ${text}\n`)
  const usage = (text: string) => {
    say(text)
    return exitCodes.usage
  }
  const [verb, ...ids] = line.words
  const wanted = line.has('all') ? ('all' as const) : ids
  switch (verb) {
    case 'list':
      if (ids.length > 0) return usage('list takes no ID; show does')
      break
    case 'show':
      if (ids.length !== 1) return usage('show takes one ID')
      break
    case 'redrive':
    case 'discard':
      if ((wanted === 'all') === ids.length > 0) return usage(`${verb} takes the IDs, or --all`)
      break
    default:
      return usage('dlq takes list, show, redrive or discard')
  }
  const desk = await deskOf(line, terminal)
  if (!desk.ok) return usage(desk.refusal.message)
  try {
    if (verb === 'list') return await list(desk.value, line.has('json'), terminal)
    if (verb === 'show') return await show(desk.value, ids[0] as string, terminal)
    const { settled, left } = await desk.value[verb](wanted)
    const done = verb === 'redrive' ? 'sent again' : 'discarded'
    terminal.stdout.write(`${settled} ${done}\n`)
    if (left > 0) say(`${left} could not be taken now and stay where they are`)
    return left > 0 ? exitCodes.failed : exitCodes.ok
  } catch (fault) {
    say((fault as Error).message)
    return exitCodes.failed
  }
}

async function list(desk: Desk, isJson: boolean, terminal: Terminal): Promise<ExitCode> {
  let after: string | undefined
  let lost = 0
  do {
    const page = await desk.list(after)
    for (const letter of page.letters) terminal.stdout.write(`${isJson ? JSON.stringify(letter) : lineOf(letter)}\n`)
    after = page.next
    lost = page.lost
  } while (after !== undefined && !terminal.interrupted.aborted)
  if (lost > 0) terminal.stderr.write(`deltaboard: ${lost} more were let go: there was no room for them\n`)
  return exitCodes.ok
}

async function show(desk: Desk, id: string, terminal: Terminal): Promise<ExitCode> {
  const letter = await desk.show(id)
  if (letter === undefined) {
    terminal.stderr.write('deltaboard: there is no dead letter of this id\n')
    return exitCodes.failed
  }
  terminal.stdout.write(`${JSON.stringify(letter, undefined, 2)}\n`)
  return exitCodes.ok
}

/** What a sender wrote may hold control signs: a terminal must not be given them. */
function lineOf({ at, id, topic, why }: DeadLetter): string {
  return [id, at, topic, why.code, plain(why.message)].join('  ')
}
