import { parseArgs } from 'node:util'
import { ok, type Result, refuse } from '../../../domain/refusal.js'
import type { Command, CommandLine } from './command.js'

/** A filter that begins with a `-`, which no flag looks like: `-level:debug`. */
const negatedFilter = /^-[^-\s:][^\s:]*:/

/** Hides a filter's `-` from `parseArgs`. No argument of a process can hold this character. */
const mark = '\0'
const unmark = (word: string) => (word.startsWith(mark) ? word.slice(1) : word)

/** Reads what follows a command's name; a fault is told in one line. */
export function parseCommandLine(command: Command, argv: readonly string[]): Result<CommandLine> {
  if (command.isConfigured) return ok({ argv, words: [], has: () => false, values: () => [], value: () => undefined })
  const words = argv.map((word) => (command.takesFilter && negatedFilter.test(word) ? mark + word : word))
  let parsed: { values: Record<string, unknown>; positionals: string[] }
  try {
    parsed = parseArgs({
      args: words,
      allowPositionals: true,
      strict: true,
      options: Object.fromEntries(
        command.flags.map(({ name, value }) => [
          name,
          { type: value === undefined ? ('boolean' as const) : ('string' as const), multiple: true },
        ]),
      ),
    })
  } catch (fault) {
    return refuse('usage', (fault as Error).message.split(/\. To specify|\.?\n/)[0] ?? '')
  }
  const given = new Map(Object.entries(parsed.values).map(([name, values]) => [name, values as (string | boolean)[]]))
  for (const { name, repeated } of command.flags) {
    if (!repeated && (given.get(name)?.length ?? 0) > 1) return refuse('usage', `--${name} is given twice`)
  }
  const positionals = parsed.positionals.map(unmark)
  const spare = positionals[command.words]
  if (spare !== undefined) return refuse('usage', `${JSON.stringify(spare)} is one word too many`)
  const texts = (name: string) =>
    (given.get(name) ?? []).filter((each): each is string => typeof each === 'string').map(unmark)
  return ok({
    argv,
    words: positionals,
    has: (name) => given.has(name),
    values: texts,
    value: (name) => texts(name).at(-1),
  })
}
