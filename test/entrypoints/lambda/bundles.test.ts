import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { builtLambdas } from '../../../scripts/build/store.mjs'
import { type FunctionName, functionNames } from '../../support/aws/lambda/functionName.js'

let folder: string

beforeAll(async () => {
  folder = await builtLambdas()
})

const queues = {
  DELTABOARD_EVENT_QUEUE: 'https://sqs.eu-central-1.amazonaws.com/123456789012/events',
  DELTABOARD_EVENT_DEAD_LETTERS: 'https://sqs.eu-central-1.amazonaws.com/123456789012/events-dead',
  DELTABOARD_DELTA_QUEUE: 'https://sqs.eu-central-1.amazonaws.com/123456789012/deltas',
  DELTABOARD_DELTA_DEAD_LETTERS: 'https://sqs.eu-central-1.amazonaws.com/123456789012/deltas-dead',
  DELTABOARD_DELTA_BUS: 'deltas',
}
const environment = {
  AWS_REGION: 'eu-central-1',
  DELTABOARD_STORE: 'dynamodb://subscriptions',
  DELTABOARD_INDEX: 'https://search.example.com',
  DELTABOARD_ENDPOINTS: '{"a1b2c3d4e5":"https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/live"}',
  ...queues,
}

interface Start {
  readonly ms: number
  readonly cpuMs: number
  readonly exports: readonly string[]
}

/** Imports a bundle in a process of its own, as a cold start does. `env`: besides what Lambda sets. */
function start(name: FunctionName, env: Readonly<Record<string, string>> = environment) {
  const path = JSON.stringify(join(folder, `${name}.mjs`))
  const script = `
    const began = performance.now(), used = process.cpuUsage()
    const exports = Object.keys(await import(${path}))
    const ms = performance.now() - began, { user, system } = process.cpuUsage(used)
    process.stdout.write(JSON.stringify({ ms, cpuMs: (user + system) / 1000, exports }))
    process.exit()`
  const flags = ['--disallow-code-generation-from-strings', '--no-warnings', '--input-type=module', '-e', script]
  return spawnSync(process.execPath, flags, { encoding: 'utf8', env: { ...env }, timeout: 30_000 })
}

function started(name: FunctionName): Start {
  const { stdout, stderr } = start(name)
  if (stdout === '') throw new Error(stderr.slice(-2000))
  return JSON.parse(stdout) as Start
}

describe.each(functionNames)('the bundle of %s', (name) => {
  test('is one file below 1.5 MB that needs no other, with its source map beside it', () => {
    const path = join(folder, `${name}.mjs`)
    expect(statSync(path).size).toBeLessThan(1_500_000)
    const text = readFileSync(path, 'utf8')
    const imported = [...text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)["']([^"'\s]+)["']/g)].map(
      ([, module = '']) => module,
    )
    expect(imported.length).toBeGreaterThan(0)
    expect(imported.filter((module) => module.startsWith('.') || module.startsWith('/'))).toEqual([])
    expect(text.trimEnd().endsWith(`//# sourceMappingURL=${name}.mjs.map`)).toBe(true)
    const map = JSON.parse(readFileSync(`${path}.map`, 'utf8')) as { readonly sources: readonly string[] }
    expect(map.sources.some((source) => source.endsWith(`src/entrypoints/lambda/${name}.ts`))).toBe(true)
  })

  test('starts within 400 ms where code may not be made from text', () => {
    const starts = Array.from({ length: 5 }, () => started(name))
    expect(starts.map(({ exports }) => exports)).toEqual(Array.from({ length: 5 }, () => ['handler']))
    // A process that waits for a core of a busy machine is not slow itself: what counts is what it used, where that is less.
    const spent = starts.map(({ cpuMs, ms }) => Math.min(cpuMs, ms)).sort((a, b) => a - b)
    expect(spent[2]).toBeLessThan(400)
  })
})

describe('a function that is not configured', () => {
  test.each([
    ['message', { DELTABOARD_STORE: 'mysql://x' }, 'DELTABOARD_STORE must be'],
    ['connect', { DELTABOARD_DELTA_QUEUE: '' }, 'DELTABOARD_DELTA_QUEUE is not set'],
    ['ingest', { DELTABOARD_DELTA_BUS: '' }, 'DELTABOARD_DELTA_BUS is not set'],
    ['broadcast', { DELTABOARD_ENDPOINTS: '{}' }, 'DELTABOARD_ENDPOINTS names no API'],
    ['prepare', { DELTABOARD_INDEX: 'https://me:secret@search' }, 'DELTABOARD_INDEX must be a URL'],
    ['prepare', { DELTABOARD_INDEX_ROLES: '{"ingest":"arn:secret"}' }, 'DELTABOARD_INDEX_ROLES must be a JSON object'],
    ['authorizer', { DELTABOARD_JWKS: 'http://keys.example.com' }, 'DELTABOARD_JWKS must be an https URL'],
    ['authorizer', { DELTABOARD_JWKS: 'https://keys.example.com' }, 'belong together'],
    ['authorizer', { DELTABOARD_ACCESS: '[{"alow":{}}]' }, 'DELTABOARD_ACCESS must be a JSON list of rules'],
    ['authorizer', { DELTABOARD_ACCESS: '[{"allow":{"nofield":1}}]' }, 'access[0].allow'],
    ['authorizer', { DELTABOARD_API_KEYS: '[{"name":"a","hash":"plain"}]' }, 'DELTABOARD_API_KEYS[0].hash'],
  ] as const)('%s says what is wrong with %o, and never a value', (name, wrong, words) => {
    const { status, stderr } = start(name, { ...environment, ...wrong })
    const message = stderr.split('\n').find((line) => line.startsWith('Error: ')) ?? stderr.slice(-500)
    expect(status).not.toBe(0)
    expect(message).toContain(words)
    expect(message).not.toMatch(/secret|mysql|plain"/)
  })
})
