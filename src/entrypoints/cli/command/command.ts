import type { ExitCode } from '../exitCodes.js'
import type { Terminal } from '../terminal.js'

/** One flag of a command. */
export interface Flag {
  readonly name: string
  /** What its value is called in the help; none: it takes no value. */
  readonly value?: string
  /** May be given several times. */
  readonly repeated?: boolean
  readonly text: string
}

/** What was typed after the command's name. Values are exactly as typed: nothing is taken for a number. */
export interface CommandLine {
  /** All of it. */
  readonly argv: readonly string[]
  readonly words: readonly string[]
  /** The last value of a flag; undefined where it was not given. */
  value(name: string): string | undefined
  values(name: string): readonly string[]
  has(name: string): boolean
}

export interface Command {
  readonly name: string
  readonly summary: string
  /** After `deltaboard <name>`, such as `[FILE]`. */
  readonly usage: string
  /** Its flags are the server's configuration, which reads `argv` itself. */
  readonly isConfigured?: boolean
  /** A filter line may begin with `-`, as in `-level:debug`. */
  readonly takesFilter?: boolean
  /** Most words beside the flags. */
  readonly words: number
  readonly flags: readonly Flag[]
  /** What the flags do not say, a paragraph each. */
  readonly notes?: readonly string[]
  readonly examples: readonly (readonly [command: string, says: string])[]
  run(line: CommandLine, terminal: Terminal): Promise<ExitCode>
}
