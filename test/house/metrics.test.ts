import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics } from '@aws-lambda-powertools/metrics'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { root } from '../../scripts/root.mjs'
import { LambdaTelemetry } from '../../src/entrypoints/lambda/telemetry/lambdaTelemetry.js'
import { type Metric, metrics } from '../../src/ports/metrics.js'
import { liveFigures } from './metrics/liveFigures.js'

const all = Object.entries<Metric>(metrics)
const ofServer = all.filter(([, { only }]) => only !== 'lambda')
const ofLambda = all.filter(([, { only }]) => only !== 'server')
const suffix = { counter: '_total', gauge: '', histogram: '_seconds' } as const

/** What a process tells of itself, as every exporter of Prometheus calls it. */
const ofProcess = [
  'nodejs_heap_size_used_bytes',
  'process_cpu_seconds_total',
  'process_resident_memory_bytes',
  'process_start_time_seconds',
]

describe('a server that carried an event to a viewer', () => {
  let text = ''
  beforeAll(async () => {
    text = await liveFigures()
  })

  test('exports what the table has, of that kind and with that meaning, and nothing else', () => {
    const exported = [...text.matchAll(/^# TYPE (\S+) (\w+)$/gm)].map(([, name, kind]) => `${name} ${kind}`)
    const table = ofServer.map(([name, { kind }]) => `deltaboard_${name}${suffix[kind]} ${kind}`)
    const others = ofProcess.map((name) => `${name} ${name.endsWith('_total') ? 'counter' : 'gauge'}`)
    expect(exported.sort()).toEqual([...table, ...others].sort())
    for (const [name, { kind, meaning }] of ofServer) {
      expect(text).toContain(`# HELP deltaboard_${name}${suffix[kind]} ${meaning}\n`)
    }
  })

  test('tells the series of each label from the start', () => {
    for (const [name, { label }] of ofServer) {
      for (const value of label?.values ?? [])
        expect(text).toContain(`deltaboard_${name}_total{${label?.name}="${value}"}`)
    }
  })
})

test('a Lambda writes what the table has, under the names without prefix, and nothing else', () => {
  const lines: string[] = []
  vi.stubEnv('POWERTOOLS_DEV', 'true')
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false')
  const console = vi.spyOn(globalThis.console, 'log').mockImplementation((line: string) => void lines.push(line))
  try {
    const logger = new Logger({ logLevel: 'SILENT' })
    const telemetry = new LambdaTelemetry(new Metrics({ namespace: 'deltaboard', serviceName: 'test' }), logger)
    for (const outcome of metrics.events.label.values) telemetry.events(outcome, 1)
    for (const why of metrics.dropped_hits.label.values) telemetry.dropped(why, 1)
    telemetry.deadDeltas(1)
    telemetry.sent({ deliveries: 1, frames: 1, bytes: 100 })
    telemetry.matched({ visited: 1, matched: 1, serialised: 1 })
    telemetry.latency(12, 1)
    telemetry.fault('ingest', new Error('planted'))
    telemetry.dead('events', 'bad_time')
    telemetry.publish()
  } finally {
    console.mockRestore()
    vi.unstubAllEnvs()
  }
  const told = lines.flatMap((line) => JSON.parse(line)._aws.CloudWatchMetrics)
  expect(new Set(told.map(({ Namespace }) => Namespace))).toEqual(new Set(['deltaboard']))
  const units = { count: 'Count', bytes: 'Bytes', seconds: 'Milliseconds' } as const
  const written = told.flatMap(({ Metrics }) => Metrics.map((one: { Name: string; Unit: string }) => one))
  const table = ofLambda.flatMap(([name, metric]) =>
    cloudWatchNames(name, metric).map((Name) => ({ Name, Unit: units[metric.unit] })),
  )
  const byName = (a: { Name: string }, b: { Name: string }) => (a.Name < b.Name ? -1 : 1)
  expect(written.sort(byName)).toEqual(table.sort(byName))
})

test('the page has the table', () => {
  const page = readFileSync(join(root, 'docs/operating.md'), 'utf8')
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .slice(0, all.length)
  expect(rows).toEqual(all.map(([name, metric]) => rowOf(name, metric)))
  for (const name of ofProcess) expect(page).toContain(`\`${name}\``)
})

test('the page has the names of the canary', () => {
  const source = readFileSync(join(root, 'src/adapters/node/doctor/canaryMetrics.ts'), 'utf8')
  const names = [...source.matchAll(/name: '(deltaboard_\w+)'/g)].map(([, name = '']) => name)
  const page = readFileSync(join(root, 'docs/operating.md'), 'utf8')
  const told = [...page.matchAll(/`(deltaboard_canary_\w+)`/g)].map(([, name = '']) => name)
  expect(names.length).toBeGreaterThan(0)
  expect(told.sort()).toEqual(names.sort())
})

function cloudWatchNames(name: string, { label }: Metric): readonly string[] {
  return label?.values?.map((value) => `${name}.${value}`) ?? [name]
}

function rowOf(name: string, metric: Metric): string {
  const { kind, label, meaning, only, unit } = metric
  const braces = label === undefined ? '' : `{${label.name}}`
  const server = only === 'lambda' ? '' : `\`deltaboard_${name}${suffix[kind]}${braces}\``
  const lambda = only === 'server' ? '' : cloudWatchNames(name, metric).map((each) => `\`${each}\``)
  const inCloudWatch = unit === 'seconds' && only !== 'server' ? `${unit}; in CloudWatch milliseconds` : unit
  return `| \`${name}\` | ${server} | ${[lambda].flat().join(' ')} | ${inCloudWatch} | ${meaning} |`
}
