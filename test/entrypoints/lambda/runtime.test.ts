import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { LambdaFunction } from '../../support/aws/lambda/lambdaFunction.js'
import { eventually } from '../../support/eventually.js'

// The runner itself: were it blind, the tests that nothing is left would say nothing.
const folder = mkdtempSync(join(tmpdir(), 'deltaboard-runtime-'))
const seen: string[] = []
let server: Server
let url: string

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request.url ?? '')
    response.end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

function functionOf(name: string, source: string, more: { maxInstances?: number; timeoutMs?: number } = {}) {
  const bundle = join(folder, `${name}.mjs`)
  writeFileSync(bundle, source)
  const { maxInstances = 1, timeoutMs = 10_000 } = more
  const fn = new LambdaFunction({ name: 'message', bundle, env: { SERVER: url }, timeoutMs, maxInstances })
  onTestFinished(() => fn.stop())
  return fn
}

const get = `
import { get } from 'node:http'
const ask = (path) => new Promise((resolve, reject) =>
  get(process.env.SERVER + path, (answer) => answer.resume().on('end', resolve)).on('error', reject))`

test('what a handler leaves behind is seen, and not done before the next event', async () => {
  const fn = functionOf(
    'leaves',
    `${get}
    let late = 0
    export const handler = async ({ path }) => {
      if (path === undefined) return late
      setTimeout(() => ask(path).then(() => late++), 1)
      return 'returned'
    }`,
  )
  expect(await fn.invoke({ path: '/late' })).toMatchObject({ value: 'returned' })
  expect(fn.leftovers).toEqual([{ requests: 0, timers: 1 }])
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(seen).not.toContain('/late')
  await fn.invoke({})
})

test('a request under way is seen as well', async () => {
  const fn = functionOf('asks', `${get}\nexport const handler = async () => void ask('/not-awaited')`)
  await fn.invoke({})
  expect(fn.leftovers).toMatchObject([{ requests: 1 }])
})

test('a handler that waits for all that it does leaves nothing', async () => {
  const fn = functionOf('waits', `${get}\nexport const handler = async () => { await ask('/awaited') }`)
  expect(await fn.invoke({})).toMatchObject({ calls: 1, left: { requests: 0, timers: 0 } })
  expect(fn.leftovers).toEqual([])
})

test('every step can be its last', async () => {
  const fn = functionOf(
    'steps',
    `${get}\nexport const handler = async () => { await ask('/first'); await ask('/second') }`,
  )
  for (const step of [1, 2, 3, 4]) {
    fn.killNextAt(step)
    expect(await fn.invoke({})).toMatchObject({ errorType: 'Runtime.ExitError' })
  }
  fn.killNextAt(5)
  expect(await fn.invoke({})).toMatchObject({ calls: 2 })
  expect(seen.filter((path) => path === '/first').length).toBeGreaterThanOrEqual(4)
  const steps = ['before GET /first', 'after GET /first', 'before GET /second', 'after GET /second']
  expect([...fn.steps]).toEqual(steps)
  for (const step of steps) {
    fn.endAt = step
    expect(await fn.invoke({}), step).toMatchObject({ errorType: 'Runtime.ExitError' })
    expect(fn.endAt, 'once').toBeUndefined()
  }
  expect(await fn.invoke({})).toMatchObject({ calls: 2 })
})

test('an instance serves one event at a time, and what runs too long is ended', async () => {
  const slow = `export const handler = ({ ms }) => new Promise((resolve) => setTimeout(() => resolve(process.pid), ms))`
  const fn = functionOf('slow', slow, { maxInstances: 2, timeoutMs: 2000 })
  const pids = await Promise.all([fn.invoke({ ms: 300 }), fn.invoke({ ms: 300 }), fn.invoke({ ms: 1 })])
  expect(new Set(pids.map((outcome) => ('value' in outcome ? outcome.value : undefined))).size).toBe(2)
  expect(await fn.invoke({ ms: 60_000 })).toMatchObject({ errorType: 'Sandbox.Timedout' })
  await eventually('gone', () => fn.instances < 2)
})

test('code can not be made from text', async () => {
  const fn = functionOf('evil', `export const handler = async () => new Function('return 1')()`)
  expect(await fn.invoke({})).toMatchObject({ errorType: 'EvalError' })
})
