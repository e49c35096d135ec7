import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.js'
import { type OpenPage, openChromium, openPage } from './chromium.js'
import { sendMany, sendOne } from './events.js'
import { openSite, type Site } from './site.js'

let browser: Browser
let site: Site
let opened: OpenPage

beforeAll(async () => {
  browser = await openChromium()
})
afterAll(() => browser.close())
afterEach(async () => {
  expect(opened.complaints).toEqual([])
  await opened.close()
  await site.close()
})

async function visit(flags: string[] = [], config: object = {}, search = ''): Promise<Page> {
  site = await openSite(flags, config)
  opened = await openPage(browser, `${site.url}${search}`)
  return opened.page
}

const connection = (page: Page) => page.getByRole('status', { name: 'Connection' })
const notice = (page: Page) => page.getByRole('status', { name: 'Notice' })

describe('a server that went away', () => {
  it('is told with since when, and what it lost when it is back; what was held stays below the line', async () => {
    const page = await visit()
    await sendMany(site.url, 30)
    await sendOne(site.url, { message: 'Before the restart' })
    await page.getByRole('row', { name: /Before the restart/ }).waitFor()
    await site.stop()
    await connection(page).getByText('Disconnected').waitFor()
    await notice(page).getByText('No connection since').waitFor()
    await page.getByText('complete until').waitFor()
    await site.start()
    await page
      .getByRole('button', { name: 'Retry now' })
      .click({ timeout: 2000 })
      .catch(() => undefined)
    await notice(page).getByText('the index no longer holds').waitFor()
    await connection(page).getByText('Live', { exact: true }).waitFor()
    await sendOne(site.url, { message: 'After the restart' })
    await page.getByRole('row', { name: /After the restart/ }).waitFor()
    await page.getByRole('row', { name: /The index no longer holds what stands below/ }).waitFor()
    await page.getByRole('row', { name: /Before the restart/ }).waitFor()
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await eventually('the notice is gone', async () => (await notice(page).textContent()) === '')
  })
})

describe('too much', () => {
  it('is sampled: told with how many were left out, and the ways to change it', async () => {
    const page = await visit([], { sampleAbove: 20 })
    await connection(page).getByText('Live', { exact: true }).waitFor()
    await sendMany(site.url, 200)
    await connection(page).getByText('Live, sampled').waitFor()
    await notice(page)
      .getByText(/Sampling: \d+ hits not shown in the last 10 s/)
      .waitFor()
    const figures = page.getByLabel('Figures')
    await figures.getByText('Rate, with the unsent').waitFor()
    await eventually('the total counts all', async () => ((await figures.textContent()) ?? '').includes('of 200'))
    await notice(page).getByRole('button', { name: 'Latest only' }).click()
    await eventually('asked for', () => page.url().includes('policy=latest'))
    await page.getByRole('button', { name: /back to sampling/ }).click()
    await eventually('asked for', () => !page.url().includes('policy='))
    await sendMany(site.url, 200)
    await notice(page).getByRole('button', { name: 'Show all' }).click()
    await eventually('asked for', () => page.url().includes('policy=batch'))
    await sendMany(site.url, 100)
    await eventually('all are shown', async () => ((await figures.textContent()) ?? '').includes('500'))
    await connection(page).getByText('Live', { exact: true }).waitFor()
  })
})
