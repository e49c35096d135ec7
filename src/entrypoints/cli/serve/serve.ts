import type { Command } from '../command/command.js'
import { serverFlags } from './flags.js'
import { runServer } from './runServer.js'

const serve: Command = {
  name: 'serve',
  summary: 'Runs the server and its page',
  usage: '[flags]',
  isConfigured: true,
  words: 0,
  flags: serverFlags,
  notes: [
    'Every flag is also a variable (--max-bytes: DELTABOARD_MAX_BYTES) and a key of the --config file (maxBytes); a flag goes before a variable, a variable before the file. Logs are JSON on standard error. Ends within ten seconds after ctrl-C or SIGTERM: what was accepted is still handled.',
  ],
  examples: [
    ['deltaboard serve', 'open, for this machine only, on http://localhost:8080'],
    ['deltaboard serve --host 0.0.0.0 --api-keys keys.json --producer-keys producers.json', 'for others, with keys'],
  ],
  run: ({ argv }, terminal) => runServer(argv, terminal),
}
export default serve
