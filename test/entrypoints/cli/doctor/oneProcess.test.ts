import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hopCodes } from '../../../../src/application/doctor/hops.js'
import { outcomesOf } from '../../../../src/entrypoints/cli/doctor/watch.js'
import { runCli } from '../../../../src/entrypoints/cli/runCli.js'
import { eventually } from '../../../support/eventually.js'
import { startServer, type TestServer } from '../../../support/server.js'
import { TestClient } from '../../../support/testClient.js'
import { fakeTerminal } from '../fakeTerminal.js'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

async function doctor(url: string, env: Readonly<Record<string, string>> = {}) {
  const fake = fakeTerminal({ env })
  const code = await runCli(['doctor', '--url', url, '--json'], fake.terminal)
  return { code, ...(JSON.parse(fake.out()) as { ok: boolean; broken?: { hop: string }; event?: { times: number } }) }
}

describe('doctor, one process', () => {
  test('finds all well, and its event came once', async () => {
    expect(await doctor(server.url)).toMatchObject({ code: 0, ok: true, event: { times: 1 } })
  })

  test('what it sends is told to no viewer, stored nowhere, and no socket is left', async () => {
    const viewer = await TestClient.open(server.ws)
    await viewer.subscribe({ channel: 'all' })
    expect((await doctor(server.url)).code).toBe(0)
    // An event behind it: all that came before it has been told.
    const body = JSON.stringify({ service: 'shop', eventType: 'sold', eventId: 'behind' })
    expect((await fetch(`${server.url}/events`, { method: 'POST', body })).status).toBe(200)
    await eventually('the event behind it', () => viewer.liveIds().includes('behind'))
    expect(viewer.liveIds()).toEqual(['behind'])
    const older = await viewer.ask('older', { action: 'older', ref: 'o', query: {} })
    expect(older.hits.map(({ eventId }) => eventId)).toEqual(['behind'])
    const from = '2026-06-01T00:00:00.000Z'
    const summary = await viewer.ask('summary', { action: 'summarize', ref: 's', query: {}, from, interval: '1d' })
    expect(summary.total).toBe(1)
    await eventually('only the viewer is connected', async () => {
      const metrics = await (await fetch(`${server.url}/metrics`)).text()
      return /^deltaboard_connections 1$/m.test(metrics)
    })
    const letters = await (await fetch(`${server.url}/dead-letters`)).json()
    expect(letters).toMatchObject({ letters: [] })
    await viewer.close()
  })

  test('a server that is not there is named, with its code', async () => {
    expect(await doctor('http://127.0.0.1:9')).toMatchObject({ code: hopCodes.server, broken: { hop: 'server' } })
  })

  test('lines for a person name the first broken hop, why, and the mend', async () => {
    const fake = fakeTerminal()
    expect(await runCli(['doctor', '--url', 'http://127.0.0.1:9'], fake.terminal)).toBe(hopCodes.server)
    expect(fake.out()).toMatch(/first broken hop is server .*\n {2}why: .*\n {2}mend: /)
  })

  test('as a canary it counts each round, and ends with ctrl-C', async () => {
    const fake = fakeTerminal()
    const argv = ['doctor', '--url', server.url, '--watch', '1', '--metrics-port', '19091', '--json']
    const ended = runCli(argv, fake.terminal)
    const text = await eventually('two events were told', async () => {
      const answer = await fetch('http://127.0.0.1:19091/metrics').catch(() => undefined)
      const metrics = (await answer?.text()) ?? ''
      return /deltaboard_canary_events_total\{outcome="told"\} [2-9]/.test(metrics) ? metrics : undefined
    })
    expect(text).toContain('deltaboard_canary_events_total{outcome="missing"} 0')
    expect(text).toContain('deltaboard_canary_broken_hop 0')
    fake.interrupt()
    expect(await ended).toBe(0)
    expect(
      fake
        .out()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).ok),
    ).not.toContain(false)
  })

  test.each([
    [{ sent: 'taken', times: 0 }, ['missing']],
    [{ sent: 'taken', times: 1, toldMs: 10 }, ['told']],
    [{ sent: 'taken', times: 2, toldMs: 10 }, ['told', 'twice']],
    [{ sent: 'taken', times: 1, toldMs: 2001 }, ['told', 'late']],
    [{ sent: { refused: 'full', access: false }, times: 0 }, ['unsent']],
  ] as const)('%j counts as %j', (passage, outcomes) => {
    expect(outcomesOf({ passage: { id: 'x', ...passage } }, 2000)).toEqual(outcomes)
  })
})
