import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { builtClient } from '../client/platforms/builtClient.js'
import { type CuttableSite, cuttableSite } from '../client/platforms/cuttableSite.js'
import { type Said, visiting } from '../client/platforms/visiting.js'
import { type ServeProcess, startServeProcess } from '../support/ways/serveProcess.js'
import { openChromium } from './chromium.js'

let browser: Browser
let server: ServeProcess
let site: CuttableSite
beforeAll(async () => {
  browser = await openChromium()
  server = await startServeProcess(['--log-level', 'silent'])
  site = await cuttableSite(server.port, (await builtClient()).files)
})
afterAll(async () => {
  await browser.close()
  await site.stop()
  await server.stop()
})

/** Each leaves `end` behind, which ends its visit. */
const begins = {
  'a page of Chromium': `async ({ url, channel }) => {
    const [sdk, { visit }] = await Promise.all([import('/client.js'), import('/visit.mjs')])
    window.end = visit(sdk, { url, random: () => 0.1 }, channel, window.tell)
  }`,
  'a Web Worker': `({ url, channel }) => {
    const worker = new Worker('/worker.mjs', { type: 'module' })
    worker.onmessage = ({ data }) => window.tell(data)
    worker.postMessage({ url, channel })
    window.end = () => worker.postMessage({})
  }`,
}

describe('the built SDK', () => {
  it.each(Object.entries(begins))('in %s subscribes, resumes after a cut, and closes', async (_, begin) => {
    const page = await browser.newPage()
    const said: Said[] = []
    await page.exposeFunction('tell', (one: Said) => said.push(one))
    await page.goto(site.url)
    await visiting(server.url, site, async (channel) => {
      await page.evaluate(`(${begin})(${JSON.stringify({ url: site.ws, channel })})`)
      return { said, end: () => page.evaluate('window.end()') }
    })
    await page.close()
  })
})
