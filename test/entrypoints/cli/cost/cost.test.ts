import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultWorkload } from '../../../../src/domain/cost/workload.js'
import shipped from '../../../../src/entrypoints/cli/cost/prices.json' with { type: 'json' }
import { runCli } from '../../../../src/entrypoints/cli/runCli.js'
import { fakeTerminal } from '../fakeTerminal.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'deltaboard-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function run(argv: readonly string[], given: Parameters<typeof fakeTerminal>[0] & { columns?: number } = {}) {
  const fake = fakeTerminal(given)
  if (given.columns !== undefined) Object.assign(fake.terminal.stdout, { columns: given.columns })
  const code = await runCli(['cost', ...argv], fake.terminal)
  return { code, out: fake.out(), err: fake.err() }
}

async function json(...argv: string[]) {
  const { code, err, out } = await run([...argv, '--json'])
  expect([code, err]).toEqual([0, ''])
  return JSON.parse(out)
}

function priced(change: (prices: typeof shipped) => unknown): string {
  const prices = structuredClone(shipped)
  const path = join(folder, 'prices.json')
  writeFileSync(path, JSON.stringify(change(prices) ?? prices))
  return path
}

/** Escape sequences of colours. */
const coloured = new RegExp(`${String.fromCharCode(27)}\\[`)

describe('what it prints', () => {
  test('tells the sum, whence the prices are, and each part, in plain signs where it is piped', async () => {
    const { code, err, out } = await run([])
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^\$[\d,]+\.\d\d a month in us-east-1, at prices of \d{4}-\d\d-\d\d/)
    expect(out.replaceAll('\n', ' ')).toContain(shipped.note)
    for (const part of ['By service', 'By cause', 'Largest lines', 'What happens each time', 'Otherwise']) {
      expect(out).toContain(`\n${part}\n`)
    }
    expect(out).toMatch(/polling every 5 s .*\n +needs 20 searches a second/)
    expect(out).toMatch(/^ {2}API Gateway +\$\d+\.\d\d {2}#+$/m)
    expect(out).not.toMatch(coloured)
    expect(out.replace(/[\n -~]/g, '')).toBe('')
  })

  test('has bars of blocks and colours on a terminal, as wide as that allows; no colours with NO_COLOR', async () => {
    const wide = await run([], { isTTY: true, columns: 120 })
    const narrow = await run([], { isTTY: true, columns: 60 })
    const longest = ({ out }: { out: string }) => Math.max(...[...out.matchAll(/█+/g)].map(([bar]) => bar.length))
    expect(wide.out).toMatch(coloured)
    expect(longest(wide)).toBe(60)
    expect(longest(narrow)).toBeLessThan(40)
    for (const plain of [
      await run([], { isTTY: true, columns: 120, env: { NO_COLOR: '1' } }),
      await run(['--no-colour'], { isTTY: true, columns: 120 }),
    ]) {
      expect(plain.out).toContain('█')
      expect(plain.out).not.toMatch(coloured)
    }
  })

  test('fits a terminal of eighty columns', async () => {
    const { out } = await run(['--events', '900', '--viewers', '90000', '--queries', '5000'], {
      isTTY: true,
      columns: 80,
      env: { NO_COLOR: '1' },
    })
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  test('warns of what would not work so', async () => {
    const { out } = await run(['--events', '2000', '--viewers', '20000', '--matches', '20'])
    expect(out).toMatch(/^! .*posts a second|^! deltas come faster/m)
    expect((await run(['--search', 'serverless'])).out).toMatch(/^! on Serverless a view waits 10 s/m)
    expect((await run(['--ping-after', '700'])).out).toMatch(/^! API Gateway ends a connection/m)
  })
})

describe('as JSON', () => {
  test('it is one document whose lines make the sum, with the workload as it was understood', async () => {
    const told = await json(
      '--events',
      '2.5',
      '--verify-every',
      '1800',
      '--delta-route',
      'sqs',
      '--region',
      'eu-central-1',
    )
    expect(told.workload).toEqual({
      ...defaultWorkload,
      eventsPerSecond: 2.5,
      verifyEveryMs: 1_800_000,
      deltaRoute: 'sqs',
    })
    expect(told).toMatchObject({ region: 'eu-central-1', currency: 'USD', prices: { date: shipped.date } })
    const sum = told.lines.reduce((all: number, { amount }: { amount: number }) => all + amount, 0)
    expect(sum).toBeCloseTo(told.total, 6)
    expect(told.counts['a re-subscription']).toMatchObject({ reads: 5, writes: 9, posts: 2, searches: 1, refreshes: 1 })
    expect(told.alternatives.map(({ setting }: { setting: string }) => setting)).toContain('--store')
    expect(told.polling.total).toBeGreaterThan(0)
  })

  test('each flag of the workload changes something', async () => {
    const before = JSON.stringify(await json('--store', 'redis'))
    const values = {
      events: '11',
      bytes: '700',
      viewers: '101',
      views: '2',
      queries: '21',
      matches: '2',
      'view-limit': '99',
      'viewer-hours': '9.5',
      visits: '3',
      'flush-window': '200',
      'retention-days': '15',
      'archive-days': '0',
      'log-days': '31',
      nodes: '3',
      ocus: '4',
      'cache-nodes': '3',
      endpoints: '2',
      'ping-after': '60',
      'verify-every': '500',
      'delta-route': 'sqs',
      store: 'dynamodb',
      search: 'serverless',
      instance: 'm6g.large.search',
      'cache-node': 'cache.m7g.large',
    }
    for (const [flag, value] of Object.entries(values)) {
      const argv = flag === 'store' ? [] : ['--store', 'redis']
      expect(JSON.stringify(await json(...argv, `--${flag}`, value)), flag).not.toBe(before)
    }
  })

  test('few viewers without a word of queries look at as many as they can', async () => {
    expect((await json('--viewers', '3')).workload.queries).toBe(3)
    expect((await json('--viewers', '0', '--matches', '0')).total).toBeGreaterThan(0)
  })
})

describe('prices of one’s own', () => {
  test('are taken from a file of the same shape', async () => {
    const path = priced((prices) => ({
      ...prices,
      date: '2027-01-01',
      regions: { 'my-region-1': prices.regions['us-east-1'] },
    }))
    const told = await json('--prices', path, '--region', 'my-region-1')
    expect([told.total, told.prices.date]).toEqual([(await json()).total, '2027-01-01'])
  })

  test('are refused with the place of the fault', async () => {
    const refused = async (change: (prices: typeof shipped) => unknown) => {
      const { code, err } = await run(['--prices', priced(change)])
      expect(code).toBe(2)
      return err
    }
    const at = (value: unknown) => (prices: typeof shipped) => {
      Object.assign(prices.regions['us-east-1'].sqs, { millionRequests: value })
    }
    for (const value of [
      -1,
      null,
      '0.4',
      [],
      [[10, 1]],
      [
        [10, 1],
        [5, 1],
        [null, 1],
      ],
      [[null, -1]],
    ]) {
      expect(await refused(at(value))).toContain('regions.us-east-1.sqs.millionRequests is no price')
    }
    expect(await refused(() => [])).toContain('`regions`')
    expect(await refused((prices) => ({ ...prices, date: 7 }))).toContain('`date`')
    const missing = await run(['--prices', join(folder, 'none.json')])
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('none.json cannot be read')])
  })
})

test.each([
  [['--events', 'ten'], '--events must be a number from 0 to 100000'],
  [['--events', '1e3'], '--events must be a number from 0 to 100000'],
  [['--viewers', '1.5'], '--viewers must be a whole number from 0 to 1000000000'],
  [['--viewers', '-1'], '--viewers'],
  [['--bytes', '0'], '--bytes must be a number from 1 to 1000000'],
  [['--viewer-hours', '25'], '--viewer-hours must be a number from 0 to 24'],
  [['--store', 'mysql'], '--store must be dynamodb or redis'],
  [['--delta-route', 'BUS'], '--delta-route must be bus or sqs'],
  [['--search', ''], '--search must be domain or serverless'],
  [['--queries', '101'], '--queries must be at most what --viewers have of --views, which is 100'],
  [['--matches', '21'], '--matches must be at most --queries, which is 20'],
  [['--region', 'mars-1'], '--region must be one that there are prices for: us-east-1, eu-west-1, eu-central-1'],
  [['--region', '__proto__'], '--region must be one that there are prices for'],
  [['--instance', 'constructor'], '--instance must be one that there is a price for'],
  [['--store', 'redis', '--cache-node', 'x'], '--cache-node must be one that there is a price for'],
  [['--event', '1'], "Unknown option '--event'"],
  [['10'], '"10" is one word too many'],
])('%j: one line on standard error that names the flag, exit code 2', async (argv, message) => {
  const { code, err, out } = await run(argv)
  expect([code, out]).toEqual([2, ''])
  expect(err).toMatch(/^deltaboard: [^\n]+\n$/)
  expect(err).toContain(message)
})

test('each price has the page that it is from', () => {
  for (const region of Object.values(shipped.regions)) expect(Object.keys(region)).toEqual(Object.keys(shipped.sources))
  for (const source of Object.values(shipped.sources))
    expect(source).toMatch(/^https:\/\/aws\.amazon\.com\/.+\/pricing\//)
  expect(Date.parse(shipped.date)).toBeGreaterThan(Date.parse('2026-01-01'))
})
