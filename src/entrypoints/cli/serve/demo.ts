import type { Command } from '../command/command.js'
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
  run: ({ argv }, terminal) => runServer([...argv, '--demo'], terminal),
}
export default demo
