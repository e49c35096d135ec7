import type { Command } from './command/command.js'

interface Entry {
  readonly name: string
  readonly summary: string
  load(): Promise<Command>
}

/** Every command, loaded only when it is meant: `help` and `tail` need not wait for the server's packages. */
export const commands: readonly Entry[] = [
  entry('serve', 'Runs the server and its page', () => import('./serve/serve.js')),
  entry('demo', 'Runs the server with sample services, to look at', () => import('./serve/demo.js')),
  entry('publish', 'Sends events from a file or a pipe, to a server or to AWS', () => import('./publish/publish.js')),
  entry('tail', 'Prints hits as they come', () => import('./tail/tail.js')),
  entry('export', 'Writes all that matches as NDJSON or CSV', () => import('./export/export.js')),
  entry('dlq', 'Looks at dead letters, sends them again, or drops them', () => import('./dlq/dlq.js')),
  entry('doctor', 'Names the hop that loses events, why, and the mend', () => import('./doctor/doctor.js')),
  entry('backup', "Copies a server's --data folder, while it runs", () => import('./backup/backup.js')),
  entry('prepare', 'Makes or updates what the server needs in its stores', () => import('./prepare/prepare.js')),
  entry('cost', 'Estimates what a deployment on AWS costs a month, and why', () => import('./cost/cost.js')),
  entry('key', 'Makes an API key', () => import('./key/key.js')),
]

function entry(name: string, summary: string, load: () => Promise<{ default: Command }>): Entry {
  return { name, summary, load: async () => (await load()).default }
}
