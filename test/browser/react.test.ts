import { build } from 'esbuild'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../scripts/root.mjs'
import { type CuttableSite, cuttableSite } from '../client/platforms/cuttableSite.js'
import { eventually } from '../support/eventually.js'
import { postEvents } from '../support/send.js'
import { startServer, type TestServer } from '../support/server.js'
import { openChromium } from './chromium.js'

let browser: Browser
let server: TestServer
let site: CuttableSite
beforeAll(async () => {
  browser = await openChromium()
  server = await startServer()
  // In development React mounts twice in StrictMode.
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['test/browser/reactApp.ts'],
    bundle: true,
    format: 'esm',
    define: { 'process.env.NODE_ENV': '"development"' },
    write: false,
  })
  const files = new Map([['/app.js', outputFiles[0]?.text ?? '']])
  site = await cuttableSite(server.port, files)
  files.set(
    `/?ws=${site.ws}&channel=service:hook`,
    '<!doctype html><body><script type="module" src="/app.js"></script>',
  )
})
afterAll(async () => {
  await browser.close()
  await site.stop()
  await server.stop()
})

describe('useLiveQuery', () => {
  it('mounted twice by StrictMode, in two components, is one socket and one subscription, and ends with the last', async () => {
    const page = await browser.newPage()
    const sent: { action: string }[] = []
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(JSON.parse(String(payload)))))
    const count = (action: string) => sent.filter((one) => one.action === action).length
    await page.goto(`${site.url}?ws=${site.ws}&channel=service:hook`)
    await page.getByText('live complete 0').nth(1).waitFor()
    await postEvents(server.url, [{ eventId: 'one', service: 'hook', eventType: 'tested' }])
    for (const id of ['#first', '#second']) await page.locator(id).getByText('live complete 1 one').waitFor()
    expect([site.count().opened, count('subscribe'), count('unsubscribe')]).toEqual([1, 1, 0])
    await page.evaluate('show(1)')
    await page.locator('#second').waitFor({ state: 'detached' })
    await postEvents(server.url, [{ eventId: 'two', service: 'hook', eventType: 'tested' }])
    await page.getByText('live complete 2').waitFor()
    expect(count('unsubscribe')).toBe(0)
    await page.evaluate('show(0)')
    await eventually('the subscription ends', () => count('unsubscribe') === 1)
    await page.evaluate('show(2)')
    await page.getByText('live complete 2').nth(1).waitFor()
    expect([site.count().opened, count('subscribe'), count('unsubscribe')]).toEqual([1, 2, 1])
    expect(complaints).toEqual([])
    await page.close()
  })
})
