import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.js'
import { putEvents } from '../support/send.js'
import { type OpenPage, openChromium, openPage } from './chromium.js'
import { event, sendMany, sendOne } from './events.js'
import { openSite, type Site } from './site.js'

let browser: Browser
let site: Site
let opened: OpenPage
let page: Page

beforeAll(async () => {
  browser = await openChromium()
})
afterAll(() => browser.close())
beforeEach(async () => {
  // What is told here must not be sampled.
  site = await openSite([], { sampleAbove: 1_000_000 })
  opened = await openPage(browser, site.url)
  page = opened.page
})
afterEach(async () => {
  expect(opened.complaints).toEqual([])
  await opened.close()
  await site.close()
})

const status = () => page.getByRole('status', { name: 'Connection' })
const live = () => status().getByText('Live', { exact: true }).waitFor()
const rows = () => page.getByRole('grid', { name: 'Hits, newest first' }).getByRole('row')
const filter = () => page.getByRole('textbox', { name: 'Filter' })
const row = (text: string) => rows().filter({ hasText: text })

describe('the first event', () => {
  it('is awaited with commands to copy, and appears by itself when it is sent by PutEvents', async () => {
    await live()
    await page.getByRole('heading', { name: /No events yet/ }).waitFor()
    await page.getByRole('button', { name: 'Copy the curl command' }).waitFor()
    await page.getByRole('button', { name: 'Copy the AWS CLI command' }).waitFor()
    await sendOne(site.url, { message: 'My first order' })
    await row('My first order').waitFor()
    expect(await page.getByRole('heading', { name: /No events yet/ }).count()).toBe(0)
  })

  it('tells commands that work as they are copied', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Copy the curl command' }).click()
    const command = await page.evaluate(() => navigator.clipboard.readText())
    const [, url] = /curl (\S+)/.exec(command) ?? []
    const [, body] = /-d '([\s\S]*)'$/.exec(command) ?? []
    const answer = await fetch(url as string, { method: 'POST', body: body as string })
    expect(await answer.json()).toEqual({ accepted: 1, refused: [] })
    await row('Order 481207 placed').waitFor()
  })
})

describe('a filter', () => {
  it('is followed as it is typed, marks what it looks for and stands in the address', async () => {
    await sendMany(site.url, 40)
    await row('Order').first().waitFor()
    await filter().fill('service:checkout "timeout upstream"')
    await eventually('the address holds it', () => page.url().includes('q=service:checkout'))
    await page.locator('mark', { hasText: 'Timeout' }).first().waitFor()
    for (const text of await rows().allTextContents()) expect(text).toMatch(/checkout|that match/)
    await sendOne(site.url, { service: 'cart', message: 'timeout of upstream in another service' })
    await sendOne(site.url, { service: 'checkout', message: 'upstream timeout, the newest' })
    await row('the newest').waitFor()
    expect(await row('another service').count()).toBe(0)
  })

  it('that can not be read shows its fault at the word, sends nothing, and is mended by a click', async () => {
    await sendMany(site.url, 40)
    await filter().fill('team:payments')
    await filter().press('Enter')
    await eventually('filtered', () => page.url().includes('team:payments'))
    await filter().fill('team:payments status:fast')
    const fault = page.getByRole('alert')
    await fault.waitFor()
    expect(await filter().getAttribute('aria-invalid')).toBe('true')
    expect(await fault.textContent()).toContain('Nothing was sent')
    expect(page.url()).not.toContain('fast')
    await fault.getByRole('button').first().click()
    await eventually('mended', async () => (await filter().getAttribute('aria-invalid')) === 'false')
    expect(await filter().inputValue()).toContain('team:payments status:')
  })

  it('comes of facets: one asks for a value, two for either, the minus excludes', async () => {
    await sendMany(site.url, 60)
    const facets = page.getByRole('complementary', { name: 'Facets' })
    const checkout = facets.getByRole('button', { name: 'service checkout, 12', exact: true })
    await checkout.click()
    await eventually('asked for', async () => (await filter().inputValue()) === 'service:checkout')
    await facets.getByRole('button', { name: /^service checkout/, pressed: true }).click()
    await eventually('let go', async () => (await filter().inputValue()) === '')
    await checkout.hover()
    await facets.getByRole('button', { name: 'Exclude service checkout' }).click()
    await eventually('excluded', async () => (await filter().inputValue()) === '-service:checkout')
    await facets.getByRole('button', { name: 'service checkout, excluded' }).waitFor()
    await facets.getByRole('button', { name: /^team payments/ }).click({ modifiers: ['Alt'] })
    await eventually('excluded too', async () => (await filter().inputValue()) === '-service:checkout -team:payments')
  })

  it('goes back and forward with the browser, the channel as well', async () => {
    await sendMany(site.url, 40)
    await filter().fill('status:504')
    await filter().press('Enter')
    await row('Timeout').first().waitFor()
    await page.getByRole('button', { name: 'Channel: all' }).click()
    await page.getByRole('listbox', { name: 'Channel' }).getByRole('option', { name: 'service:checkout' }).click()
    await page.getByRole('button', { name: 'Channel: service:checkout' }).waitFor()
    expect(page.url()).toContain('?channel=service:checkout&q=status:504')
    await page.goBack()
    await page.getByRole('button', { name: 'Channel: all' }).waitFor()
    await page.goBack()
    await eventually('no filter', async () => (await filter().inputValue()) === '')
    await page.goForward()
    await page.goForward()
    await page.getByRole('button', { name: 'Channel: service:checkout' }).waitFor()
    expect(await filter().inputValue()).toBe('status:504')
  })

  it('that matches nothing says which term to drop, each counted', async () => {
    await sendMany(site.url, 40)
    await row('Order').first().waitFor()
    await filter().fill('service:cart status:504')
    await filter().press('Enter')
    await page.getByRole('heading', { name: 'Nothing matches yet.' }).waitFor()
    await page.getByText('2 match without it').waitFor()
    await page.getByText('8 match without it').waitFor()
    await page.getByRole('button', { name: 'Remove status:504' }).click()
    await row('cart').first().waitFor()
  })
})

describe('a row', () => {
  it('opens to the document, whose fields filter and whose JSON is copied', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const id = await sendOne(site.url, { service: 'checkout', message: 'Look at me', order: { lines: [1, 2] } })
    await row('Look at me').click()
    const hit = page.getByRole('region', { name: `Hit ${id}` })
    await hit.getByText('stored with it, not searchable').waitFor()
    await hit.getByRole('button', { name: 'Copy JSON' }).click()
    const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))
    expect(copied).toMatchObject({ eventId: id, version: 1, order: { lines: [1, 2] } })
    await hit.getByRole('button', { name: 'Filter for service checkout' }).click()
    expect(await filter().inputValue()).toBe('service:checkout')
  })

  it('shows an update in its place, and leaves when it no longer matches', async () => {
    await filter().fill('level:info')
    await filter().press('Enter')
    const first = event(1, { eventId: 'moving', level: 'info', message: 'It was sent' })
    await putEvents(site.url, [first])
    await row('It was sent').waitFor()
    const time = `${new Date().toISOString().slice(0, 10)}`
    const timestamp = await page.evaluate(() => document.querySelector('[role=row] .time')?.textContent)
    const same = { ...first, '@timestamp': `${time}T${timestamp}Z` }
    await putEvents(site.url, [{ ...same, version: 2, message: 'It was delivered' }])
    await row('It was delivered').filter({ hasText: 'v2' }).waitFor()
    await row('It was delivered').click()
    const way = page.getByRole('region', { name: 'Hit moving' })
    await way.getByText('2, patch').waitFor()
    expect(await way.textContent()).toContain('Changed: message')
    await page.keyboard.press('Escape')
    await putEvents(site.url, [{ ...same, version: 3, level: 'error' }])
    await row('no longer matches the filter').waitFor()
    await row('no longer matches the filter').waitFor({ state: 'detached' })
  })

  it('that was cut says so, and is loaded whole', async () => {
    await sendOne(site.url, { message: 'A long one', note: 'x'.repeat(60_000) })
    await row('A long one').click()
    await page.getByText('Shortened to fit a frame').waitFor()
    await page.getByRole('button', { name: 'Load whole' }).click()
    await page.getByText('Shortened to fit a frame').waitFor({ state: 'detached' })
    await page.getByText('x'.repeat(60_000)).waitFor()
  })
})

describe('the list', () => {
  it('reads older ones from the index when it is scrolled to its end', async () => {
    await sendMany(site.url, 1500)
    const grid = page.getByRole('grid', { name: 'Hits, newest first' })
    await page.getByLabel('Figures').getByText('of 1,500').first().waitFor()
    await grid.evaluate((element) => element.scrollTo(0, element.scrollHeight))
    await page.getByText('End of the view: the newest 1,000').waitFor()
    for (let i = 0; i < 6; i++) {
      await grid.evaluate((element) => element.scrollTo(0, element.scrollHeight))
      await eventually('more rows', async () => Number(await grid.getAttribute('aria-rowcount')) > 1001 + i * 80)
    }
    await eventually('the last one', async () => {
      await grid.evaluate((element) => element.scrollTo(0, element.scrollHeight))
      return (await page.getByText('Nothing older matches').count()) > 0
    })
    expect(await grid.getAttribute('aria-rowcount')).toBe('1502')
    expect(await rows().count()).toBeLessThan(60)
  })

  it('holds still while it is scrolled, and says how many came', async () => {
    await sendMany(site.url, 100)
    const grid = page.getByRole('grid', { name: 'Hits, newest first' })
    await eventually('they are here', async () => (await grid.getAttribute('aria-rowcount')) === '101')
    await grid.evaluate((element) => element.scrollTo(0, 300))
    await page.waitForFunction(() => document.querySelector('.row')?.getAttribute('aria-rowindex') !== '1')
    const before = await rows().allTextContents()
    await sendMany(site.url, 42)
    await page.getByRole('button', { name: '42 new' }).waitFor()
    expect(await rows().allTextContents()).toEqual(before)
    await page.getByRole('button', { name: '42 new' }).click()
    await eventually('all are shown', async () => (await grid.getAttribute('aria-rowcount')) === '143')
  })
})
