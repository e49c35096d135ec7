import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { runCli } from '../../../src/entrypoints/cli/runCli.js'
import { serverFlags } from '../../../src/entrypoints/cli/serve/flags.js'
import { flagOf } from '../../../src/entrypoints/config/flags.js'
import { settingNames, switches } from '../../../src/entrypoints/config/settings.js'
import { eventually } from '../../support/eventually.js'
import { fakeTerminal } from './fakeTerminal.js'

/** Runs until `then` is through, and is interrupted as by ctrl-C. */
async function running(argv: readonly string[], then: (url: string, out: string) => Promise<void>) {
  const fake = fakeTerminal()
  const run = runCli([...argv, '--port', '0', '--log-level', 'silent'], fake.terminal)
  const url = await eventually('the address is printed', () => /http:\/\/localhost:\d+/.exec(fake.out())?.[0])
  try {
    await then(url, fake.out())
  } finally {
    fake.interrupt()
  }
  return run
}

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.split(' ')[1] ?? 0,
  )
}

describe('serve', () => {
  test('prints its address, is ready, has no samples, and ends when interrupted: 0', async () => {
    const code = await running(['serve'], async (url, out) => {
      expect(out).toBe(`deltaboard is ready at ${url}\n`)
      expect((await fetch(`${url}/readyz`)).status).toBe(200)
      expect(await metric(url, 'deltaboard_events_total{outcome="indexed"}')).toBe(0)
    })
    expect(code).toBe(0)
  })

  test('a port in use: one line that says what to do, 2', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const fake = fakeTerminal()
    const code = await runCli(['serve', '--port', String(port), '--log-level', 'silent'], fake.terminal)
    other.close()
    expect([code, fake.out()]).toEqual([2, ''])
    expect(fake.err()).toBe(`deltaboard: port ${port} is in use; --port names another, --port 0 takes a free one\n`)
  })

  test.each([
    [['--port', 'eighty'], '--port must be a whole number'],
    [['--prot', '80'], 'did you mean --port?'],
    [['--host', '0.0.0.0'], '--insecure'],
    [['--host', '203.0.113.7', '--insecure'], '--host 203.0.113.7 is no address of this machine'],
    [
      ['--oidc-issuer', 'http://127.0.0.1:9', '--oidc-client', 'page', '--jwt-audience', 'board'],
      '--oidc-issuer: its discovery document (.well-known/openid-configuration) could not be had: ',
    ],
  ])('%j: one line, 2', async (argv, said) => {
    const fake = fakeTerminal()
    expect(await runCli(['serve', '--log-level', 'silent', ...argv], fake.terminal)).toBe(2)
    expect(fake.err()).toContain(said)
    expect(fake.err().trim().split('\n').length).toBe(1)
  })

  test('a variable counts as its flag does', async () => {
    const fake = fakeTerminal({ env: { DELTABOARD_MAX_BYTES: 'lots' } })
    expect(await runCli(['serve'], fake.terminal)).toBe(2)
    expect(fake.err()).toContain('DELTABOARD_MAX_BYTES')
  })

  test('the help tells every flag that the configuration knows', () => {
    const told = serverFlags.map(({ name, value }) => [`--${name}`, value === undefined])
    const known = [...settingNames, 'config'].map((name) => [flagOf(name), switches.has(name)])
    expect(told.sort()).toEqual(known.sort())
  })
})

describe('demo', () => {
  test('shows ten minutes of history, goes on, and what it says to try works', async () => {
    const code = await running(['demo'], async (url, out) => {
      const indexed = () => metric(url, 'deltaboard_events_total{outcome="indexed"}')
      await eventually('the history is there', async () => (await indexed()) > 30_000, 60_000)
      expect(await metric(url, 'deltaboard_events_total{outcome="updated"}')).toBeGreaterThan(1000)
      expect(await metric(url, 'deltaboard_events_total{outcome="refused"}')).toBe(0)
      const before = await indexed()
      await eventually('events go on', async () => (await indexed()) > before + 50)

      const typed = /curl \S+\/events -d '(.*)'/.exec(out)?.[1]
      const answer = await fetch(`${url}/events`, { method: 'POST', body: typed ?? '' })
      expect(await answer.json()).toEqual({ accepted: 1, refused: [] })
      const entries = JSON.parse(/--entries '(.*)'/.exec(out)?.[1] ?? '')
      const put = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' },
        body: JSON.stringify({ Entries: entries }),
      })
      expect(await put.json()).toMatchObject({ FailedEntryCount: 0 })
    })
    expect(code).toBe(0)
  })
})
