import { exitCodes } from '../exitCodes.js'
import type { Command, Flag } from './command.js'

const exits = [
  [exitCodes.ok, 'all went well; `serve`, `demo` and `tail` also when ended by ctrl-C'],
  [exitCodes.failed, 'some of it was refused, or failed'],
  [exitCodes.usage, 'the command line or the filter is wrong, or the server cannot start so'],
  [exitCodes.unreachable, 'no connection, or no access with these credentials'],
  [exitCodes.interrupted, '`publish` or `export` was interrupted before its end'],
] as const

export function overview(commands: readonly Pick<Command, 'name' | 'summary'>[]): string {
  return [
    'deltaboard: live dashboards over a search index, without polling',
    '',
    'Usage: deltaboard COMMAND [flags]',
    '',
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    'deltaboard help COMMAND tells flags and examples; deltaboard --version, which one this is.',
    '',
    'Exit codes',
    ...columns(exits.map(([code, says]) => [String(code), says])),
    '',
  ].join('\n')
}

export function helpOf(command: Command): string {
  return [
    command.summary,
    '',
    `Usage: deltaboard ${command.name} ${command.usage}`.trimEnd(),
    ...section('Flags', columns([...command.flags.map((flag) => [shown(flag), flag.text] as const)])),
    ...(command.notes ?? []).flatMap((note) => ['', ...wrap(note, 100)]),
    ...section(
      'Examples',
      command.examples.flatMap(([example, says]) => [`  # ${says}`, `  ${example}`]),
    ),
    '',
  ].join('\n')
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines]
}

function shown(flag: Flag): string {
  return flag.value === undefined ? `--${flag.name}` : `--${flag.name} ${flag.value}`
}

/** Two columns; a left side that is too wide has a line of its own. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.min(28, Math.max(...rows.map(([left]) => left.length)))
  return rows.flatMap(([left, right]) => {
    const texts = wrap(right, 98 - width)
    const lines = texts.map((text) => `  ${' '.repeat(width)}  ${text}`)
    if (left.length > width) return [`  ${left}`, ...lines]
    return [`  ${left.padEnd(width)}  ${texts[0] ?? ''}`, ...lines.slice(1)]
  })
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
