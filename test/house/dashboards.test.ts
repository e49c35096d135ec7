import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { root } from '../../scripts/root.mjs'
import { metrics } from '../../src/ports/metrics.js'
import { liveFigures } from './metrics/liveFigures.js'

interface Panel {
  readonly id: number
  readonly title: string
  readonly type: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets: readonly { readonly refId: string; readonly expr: string }[]
}

const dashboard = JSON.parse(read('deploy/grafana/deltaboard.json'))
const panels: readonly Panel[] = dashboard.panels
const alerts = read('deploy/prometheus/alerts.yml')
const asked = {
  dashboard: [JSON.stringify(dashboard)],
  alerts: [...alerts.matchAll(/expr: (.*)/g)].map(([, e = '']) => e),
}

let exported: ReadonlySet<string> = new Set()
beforeAll(async () => {
  const text = await liveFigures()
  exported = new Set(
    [...text.matchAll(/^# TYPE (\S+) (\w+)$/gm)].flatMap(([, name = '', type]) =>
      type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name],
    ),
  )
})

describe.each(Object.entries(asked))('the %s of a server', (_, texts) => {
  test('ask for nothing that a server does not export', () => {
    const names = texts.flatMap((text) => text.match(/\b(?:deltaboard|process|nodejs)_\w+/g) ?? [])
    expect(names.length).toBeGreaterThan(5)
    expect([...new Set(names)].filter((name) => !exported.has(name))).toEqual([])
  })

  test('know the labels and their values', () => {
    const labels = [...texts.join('\n').matchAll(/(outcome|why)=~\\?"([^"\\]+)/g)]
    for (const [, label, values = ''] of labels) {
      const known: readonly string[] = label === 'why' ? metrics.dropped_hits.label.values : metrics.events.label.values
      expect(known).toEqual(expect.arrayContaining(values.split('|')))
    }
  })
})

test('every metric of a server is on the dashboard', () => {
  const text = JSON.stringify(dashboard)
  const missing = [...exported].filter((name) => !/_(sum|count)$/.test(name) && !text.includes(name))
  expect(missing).toEqual([])
})

test('the dashboard is one that Grafana takes: ids of their own, panels side by side, sources by variable', () => {
  expect(dashboard).toMatchObject({ uid: 'deltaboard', schemaVersion: expect.any(Number), title: 'deltaboard' })
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  const variables = dashboard.templating.list.map(({ name }: { name: string }) => name)
  const used = new Set([...JSON.stringify(dashboard).matchAll(/\$\{?(\w+)\}?/g)].map(([, name = '']) => name))
  expect([...used].filter((name) => !name.startsWith('__')).sort()).toEqual([...variables].sort())
  for (const { gridPos, targets, title } of panels) {
    expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24)
    expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length)
    for (const { expr } of targets) for (const pair of ['()', '{}', '[]']) expect(balance(expr, pair), expr).toBe(0)
    const over = panels.filter(({ gridPos: p }) => p.x === gridPos.x && p.y < gridPos.y + gridPos.h && p.y >= gridPos.y)
    expect(over).toHaveLength(1)
  }
})

test('each alert leads to a section of the runbook, where there is one', () => {
  const runbook = read('docs/runbook.md')
  const named = [...alerts.matchAll(/summary: .*\(([a-z, -]+)\)\./g)].flatMap(([, names = '']) => names.split(', '))
  expect(named.length).toBeGreaterThan(4)
  for (const name of named) expect(runbook).toContain(`### \`${name}\``)
})

function balance(text: string, [open, close]: string): number {
  return text.split(open as string).length - text.split(close as string).length
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}
