import { backUp } from '../../wiring/disk.js'
import type { Command, CommandLine } from '../command/command.js'
import { type ExitCode, exitCodes } from '../exitCodes.js'
import type { Terminal } from '../terminal.js'

const backup: Command = {
  name: 'backup',
  summary: "Copies a server's --data folder, while it runs",
  usage: '--data DIR TO',
  words: 1,
  flags: [{ name: 'data', value: 'DIR', text: 'The folder of `deltaboard serve --data DIR`; also DELTABOARD_DATA' }],
  notes: [
    'TO is a folder that is empty or not there yet. The copy is of one moment, and has all that was answered before the command began: documents, accepted events that were not handled yet, and dead letters. To restore it, start a server with --data TO, or put it in the place of DIR while no server runs.',
  ],
  examples: [['deltaboard backup --data /var/lib/deltaboard /mnt/backups/monday', 'a copy, the server may go on']],
  run,
}
export default backup

async function run(line: CommandLine, terminal: Terminal): Promise<ExitCode> {
  const fail = (code: ExitCode, text: string) => {
    terminal.stderr.write(`deltaboard: ${text}\n`)
    return code
  }
  const data = line.value('data') ?? terminal.env['DELTABOARD_DATA']
  if (data === undefined || data === '') return fail(exitCodes.usage, '--data DIR says which folder to copy')
  const to = line.words[0]
  if (to === undefined || to === '') return fail(exitCodes.usage, 'a backup has a folder TO which it goes')
  try {
    await backUp(data, to)
  } catch (fault) {
    const { code, message } = fault as { readonly code?: unknown; readonly message: string }
    return fail(code === 'bad_config' ? exitCodes.usage : exitCodes.failed, message)
  }
  terminal.stderr.write(`The copy is in ${to}\n`)
  return exitCodes.ok
}
