import type { Command, CommandLine } from '../command/command.js'
import { type ExitCode, exitCodes } from '../exitCodes.js'
import type { Terminal } from '../terminal.js'
import { estimate } from './estimate.js'
import { workloadFlags, workloadOf } from './options.js'
import { pricesFor, readPrices } from './pricesFile.js'
import { show } from './show.js'

const cost: Command = {
  name: 'cost',
  summary: 'Estimates what a deployment on AWS costs a month, and why',
  usage: '[flags]',
  words: 0,
  flags: [
    ...workloadFlags,
    { name: 'region', value: 'REGION', text: 'us-east-1, eu-west-1 or eu-central-1; others by --prices (us-east-1)' },
    { name: 'prices', value: 'FILE', text: 'Your own prices: a file like prices.json of this command' },
    { name: 'json', text: 'All of it as one JSON document' },
    { name: 'no-colour', text: 'No colours, even on a terminal (as with NO_COLOR)' },
  ],
  notes: [
    'Asks nobody and needs no account. Counts come from a model that a test compares with the functions as they run; durations of functions, sizes of indices and CPU of searches are assumptions. docs/cost.md explains each line.',
  ],
  examples: [
    ['deltaboard cost --events 50 --viewers 2000 --queries 100', 'a month of this, in us-east-1'],
    ['deltaboard cost --viewers 500 --viewer-hours 9 --region eu-central-1', 'an office that looks by day'],
    ['deltaboard cost --search serverless --json | jq .total', 'for other programs'],
  ],
  run,
}
export default cost

async function run(line: CommandLine, terminal: Terminal): Promise<ExitCode> {
  const fail = (text: string) => {
    terminal.stderr.write(`deltaboard: ${text}\n`)
    return exitCodes.usage
  }
  const workload = workloadOf(line)
  if (!workload.ok) return fail(workload.refusal.message)
  const prices = readPrices(line.value('prices'))
  if (!prices.ok) return fail(prices.refusal.message)
  const region = line.value('region') ?? 'us-east-1'
  const here = pricesFor(prices.value, region, workload.value)
  if (!here.ok) return fail(here.refusal.message)
  const { date, note, sources } = prices.value
  const estimated = estimate(workload.value, here.value)
  if (line.has('json')) {
    const told = { region, currency: 'USD', prices: { date, note, sources }, workload: workload.value, ...estimated }
    terminal.stdout.write(`${JSON.stringify(told, undefined, 2)}\n`)
    return exitCodes.ok
  }
  const isTTY = terminal.stdout.isTTY === true
  const look = {
    width: (isTTY ? terminal.stdout.columns : undefined) ?? 100,
    coloured: isTTY && !terminal.env['NO_COLOR'] && !line.has('no-colour'),
    blocks: isTTY,
  }
  terminal.stdout.write(show({ ...estimated, region, date, note }, look))
  return exitCodes.ok
}
