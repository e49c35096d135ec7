import { configOf } from '../../config/config.js'
import { prepareBackends } from '../../wiring/node.js'
import type { Command } from '../command/command.js'
import { exitCodes } from '../exitCodes.js'
import { serverFlags } from '../serve/flags.js'

const ofBackends = /^(config|data|store|bus|index.*|retention-days)$/

const prepare: Command = {
  name: 'prepare',
  summary: 'Makes or updates what the server needs in its stores',
  usage: '[flags]',
  isConfigured: true,
  words: 0,
  flags: serverFlags.filter(({ name }) => ofBackends.test(name)),
  notes: [
    'Index template, today’s index, retention policy, table: made where they are missing, else brought up to the declared fields. `serve` does the same before it is ready, so this is for a deployment that wants it done, or refused, beforehand. A field that is declared more is found in documents from now on; those of earlier days answer as if they did not have it. A field whose type changed is refused: give it another name, or reindex.',
  ],
  examples: [['deltaboard prepare --store redis://localhost --index http://localhost:9200 --config board.json', '']],
  async run({ argv }, terminal) {
    const refuse = (why: string) => {
      terminal.stderr.write(`deltaboard: ${why}\n`)
      return exitCodes.usage
    }
    const config = configOf(argv, terminal.env)
    if (!config.ok) return refuse(config.refusal.message)
    if (config.value.backends.kind === 'memory')
      return refuse('there is nothing to prepare in memory: set --data, or --store and --index')
    try {
      const weaker = await prepareBackends(config.value)
      for (const [backend, why] of weaker) terminal.stderr.write(`deltaboard: ${backend}: ${why}\n`)
    } catch (fault) {
      terminal.stderr.write(`deltaboard: ${(fault as Error).message}\n`)
      return exitCodes.failed
    }
    terminal.stdout.write('prepared\n')
    return exitCodes.ok
  },
}
export default prepare
