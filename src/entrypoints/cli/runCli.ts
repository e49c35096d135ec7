import packageJson from '../../../package.json' with { type: 'json' }
import { parseCommandLine } from './command/commandLine.js'
import { helpOf, overview } from './command/help.js'
import { commands } from './commands.js'
import { type ExitCode, exitCodes } from './exitCodes.js'
import type { Terminal } from './terminal.js'

/** `deltaboard …`: finds the command, lets it run, answers the exit code. */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [first, ...rest] = argv
  if (first === '--version' || first === '-v' || first === 'version') return print(`${packageJson.version}\n`)
  const asksHelp = first === undefined || first === 'help' || first === '--help' || first === '-h'
  const name = asksHelp ? rest[0] : first
  if (name === undefined) return print(overview(commands))

  const entry = commands.find((each) => each.name === name)
  if (entry === undefined) return fault(`there is no command ${JSON.stringify(name)}`, 'deltaboard help')
  const command = await entry.load()
  if (asksHelp || rest.includes('--help') || rest.includes('-h')) return print(helpOf(command))

  const line = parseCommandLine(command, rest)
  if (!line.ok) return fault(line.refusal.message, `deltaboard help ${name}`)
  return command.run(line.value, terminal)

  function print(text: string): ExitCode {
    terminal.stdout.write(text)
    return exitCodes.ok
  }
  function fault(message: string, help: string): ExitCode {
    terminal.stderr.write(`deltaboard: ${message}; see ${help}\n`)
    return exitCodes.usage
  }
}
