import type { Command } from '../command/command.js'
import type { Terminal } from '../terminal.js'
import { serverFlags } from './flags.js'
import { runServer } from './runServer.js'

const demo: Command = {
  name: 'demo',
  summary: 'Runs the server with sample services, to look at',
  usage: '[flags]',
  isConfigured: true,
  words: 0,
  flags: serverFlags.filter(({ name }) => name !== 'demo'),
  notes: ['The same as `deltaboard serve --demo`, with its flags: a shop of six services, about 60 events a second.'],
  examples: [
    ['deltaboard demo', 'on http://localhost:8080'],
    ['deltaboard demo --port 0', 'on a free port, which it prints'],
  ],
  run: ({ argv }, terminal) => runServer([...argv, '--demo', ...quiet(argv, terminal.env)], terminal),
}
export default demo

/** Someone who only looks reads no logs, unless something is wrong; whoever configures them gets them. */
function quiet(argv: readonly string[], env: Terminal['env']): string[] {
  const isSaid = argv.some((word) => /^--(log-level|config)\b/.test(word)) || Boolean(env['DELTABOARD_LOG_LEVEL'])
  return isSaid ? [] : ['--log-level', 'warn']
}
