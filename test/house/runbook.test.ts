import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/root.mjs'
import { type Metric, metrics } from '../../src/ports/metrics.js'

/** What stands in the names of a group's alarms, as the page names it. */
const standsFor: Readonly<Record<string, readonly string[]>> = {
  queue_alarms: ['events', 'deltas'],
  rule_alarms: ['events', 'deltas'],
  function_alarms: ['<function>'],
  api_alarms: ['<n>'],
  table_alarms: ['read', 'write'],
}

const module = readdirSync(join(root, 'terraform'))
  .filter((file) => file.endsWith('.tf'))
  .map((file) => read(`terraform/${file}`))
const alarms = module.filter((text) => text.includes('"aws_cloudwatch_metric_alarm"')).join('\n')
const page = read('docs/runbook.md')
const sections = page
  .split(/^(?=#{2,3} )/m)
  .map((text) => ({ name: /^### `(.+)`$/m.exec(text)?.[1] ?? '', text }))
  .filter(({ name }) => name !== '')

/** Names without the deployment's prefix: each key of an object that begins with what it is `about`. */
function alarmNames(): readonly string[] {
  return alarms.split(/^ {2}(?=\w+_alarms = )/m).flatMap((group) => {
    const name = /^(\w+_alarms) = /.exec(group)?.[1] ?? ''
    const keys = [...group.matchAll(/(\S+) =>? \{\n\s+about +=/g)].map(([, key = '']) => key.replaceAll('"', ''))
    return keys.flatMap((key) => {
      if (!key.includes('${')) return [key]
      return (standsFor[name] ?? [`what stands for ${key} in ${name}?`]).map((word) => key.replace(/\$\{.+?\}/, word))
    })
  })
}

test('each alarm has its section, and each section its alarm', () => {
  expect(alarmNames().length).toBeGreaterThan(15)
  expect(sections.map(({ name }) => name).sort()).toEqual([...alarmNames()].sort())
  // Every object that makes an alarm is told apart by this.
  expect(alarms.match(/^\s+about +=/gm)).toHaveLength([...alarms.matchAll(/(\S+) =>? \{\n\s+about +=/g)].length)
})

test.each(sections)('$name: what it means, what to look at, what to do', ({ text }) => {
  for (const heading of ['Means', 'Look at', 'Do'])
    expect(text).toMatch(new RegExp(`^\\*\\*${heading}\\.\\*\\* \\S`, 'm'))
})

test('alarms and the dashboard ask for metrics that the functions write', () => {
  const written = Object.entries<Metric>(metrics).flatMap(([name, { label, only }]) =>
    only === 'server' ? [] : (label?.values?.map((value) => `${name}.${value}`) ?? [name]),
  )
  const text = module.join('\n')
  const asked = [
    ...all(alarms, /namespace += "deltaboard"\n\s+metric +=\s+"([^"]+)"/g),
    ...all(text, /\["deltaboard", "([^"]+)"/g).flatMap((name) => {
      return name.endsWith('{outcome}') ? metrics.events.label.values.map((value) => `events.${value}`) : [name]
    }),
    ...all(text, /for metric in \[([^\]]+)\] :\s+\["deltaboard", metric,/g).flatMap((list) => all(list, /"(\w+)"/g)),
  ]
  expect(asked.length).toBeGreaterThan(10)
  expect(asked.filter((name) => !written.includes(name))).toEqual([])
})

test('variables of the module that the page names are there', () => {
  const variables = module.join('\n').matchAll(/^\s*(?:variable "(\w+)"|(\w+) += optional\()/gm)
  const known = new Set([...variables].map(([, one, other]) => one ?? other))
  for (const name of ['event_age_s', 'delta_age_s', 'latency_ms', 'free_gb', 'ingests', 'broadcasts', 'archive_days'])
    expect(known, name).toContain(name)
})

function all(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found = '']) => found)
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}
