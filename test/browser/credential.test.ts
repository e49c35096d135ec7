import { createHash } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openChromium, openPage } from './chromium.js'
import { openSite, type Site } from './site.js'

const key = 'a-key-that-reads-and-writes'
const hash = `sha256:${createHash('sha256').update(key).digest('hex')}`

let browser: Browser
let site: Site

beforeAll(async () => {
  browser = await openChromium()
  const keys = JSON.stringify([{ name: 'page', hash, scopes: ['read', 'write'] }])
  const admitsAll = { access: [{ allow: {} }] }
  site = await openSite(['--api-keys', '{folder}/keys.json'], admitsAll, { 'keys.json': keys })
})
afterAll(async () => {
  await browser.close()
  await site.close()
})

async function send(message: string): Promise<void> {
  const answer = await fetch(`${site.url}events`, {
    method: 'POST',
    headers: { 'x-api-key': key },
    body: JSON.stringify([{ service: 'checkout', eventType: 'order.placed', message }]),
  })
  expect(await answer.json()).toEqual({ accepted: 1, refused: [] })
}

describe('a server that wants a key', () => {
  it('is asked for it, refuses a wrong one with words, and keeps the right one for the tab only', async () => {
    const { page, complaints, close } = await openPage(browser, site.url)
    const field = page.getByLabel('API key or token')
    const connect = page.getByRole('button', { name: 'Connect' })
    await connect.click()
    await page.getByText('Paste a key or a token.').waitFor()
    await field.fill('a-wrong-key')
    await connect.click()
    await page.getByRole('alert').waitFor()
    await field.fill(key)
    await connect.click()
    await page.getByRole('status', { name: 'Connection' }).getByText('Live', { exact: true }).waitFor()
    await send('Behind the key')
    await page.getByRole('row', { name: /Behind the key/ }).waitFor()
    expect(page.url()).not.toContain(key)
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain(key)
    await page.reload()
    await page.getByRole('row', { name: /Behind the key/ }).waitFor()
    await page.getByRole('button', { name: 'Forget the key' }).click()
    await field.waitFor()
    await page.reload()
    await field.waitFor()
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0)
    expect(complaints).toEqual([])
    await close()
  })
})
