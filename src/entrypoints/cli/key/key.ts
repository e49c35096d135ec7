import { makeApiKey } from '../../../adapters/node/auth/makeApiKey.js'
import type { JsonObject } from '../../../domain/json.js'
import { ok, type Result, refuse } from '../../../domain/refusal.js'
import type { Scope } from '../../../domain/rights/identity.js'
import type { Command, CommandLine } from '../command/command.js'
import { type ExitCode, exitCodes } from '../exitCodes.js'
import type { Terminal } from '../terminal.js'
import { addToKeysFile } from './keysFile.js'

const scopes: readonly Scope[] = ['read', 'write', 'admin']

const key: Command = {
  name: 'key',
  summary: 'Makes an API key',
  usage: 'NAME [flags]',
  words: 1,
  flags: [
    { name: 'scope', value: 'read|write|admin', repeated: true, text: 'What it admits to; may be repeated (read)' },
    { name: 'claim', value: 'NAME=VALUE', repeated: true, text: 'For the access rules; the same name twice is a list' },
    { name: 'file', value: 'FILE', text: 'Adds the entry to the keys file of the server, made if there is none' },
  ],
  notes: [
    'The key is printed once, on standard output. The server keeps its hash only: the entry, for the file that `deltaboard serve --api-keys FILE` reads at its start.',
  ],
  examples: [
    ['deltaboard key wallboard --file keys.json', 'a key that reads'],
    ['deltaboard key ci --scope write --claim team=core', 'one that sends, with a claim; the entry is printed as well'],
  ],
  run,
}
export default key

async function run(line: CommandLine, terminal: Terminal): Promise<ExitCode> {
  const fail = (code: ExitCode, text: string) => {
    terminal.stderr.write(`deltaboard: ${text}\n`)
    return code
  }
  const name = line.words[0]
  if (name === undefined || name === '') return fail(exitCodes.usage, 'a key has a NAME: whose it is')
  const wanted = line.values('scope').flatMap((each) => each.split(','))
  const unknown = wanted.find((each) => !scopes.some((scope) => scope === each))
  if (unknown !== undefined) return fail(exitCodes.usage, `--scope must be read, write or admin, not ${unknown}`)
  const claims = claimsOf(line.values('claim'))
  if (!claims.ok) return fail(exitCodes.usage, claims.refusal.message)

  const granted = scopes.filter((scope) => (wanted.length === 0 ? scope === 'read' : wanted.includes(scope)))
  const { key: made, entry } = makeApiKey({ name, scopes: granted, claims: claims.value })
  const file = line.value('file')
  if (file === undefined) {
    terminal.stderr.write(`For the file of --api-keys: ${JSON.stringify(entry)}\nThe key, shown this once:\n`)
  } else {
    const added = addToKeysFile(file, entry)
    if (!added.ok) return fail(exitCodes.failed, added.refusal.message)
    terminal.stderr.write(`Its entry is in ${file}. The key, shown this once:\n`)
  }
  terminal.stdout.write(`${made}\n`)
  return exitCodes.ok
}

function claimsOf(texts: readonly string[]): Result<JsonObject> {
  const claims = new Map<string, string[]>()
  for (const text of texts) {
    const at = text.indexOf('=')
    if (at < 1) return refuse('usage', '--claim must be NAME=VALUE')
    const name = text.slice(0, at)
    claims.set(name, [...(claims.get(name) ?? []), text.slice(at + 1)])
  }
  const alone = (values: readonly string[]) => (values.length === 1 ? (values[0] ?? '') : values)
  return ok(Object.fromEntries([...claims].map(([name, values]) => [name, alone(values)])))
}
