import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.js'
import { openChromium, openPage } from './chromium.js'
import { sendMany } from './events.js'
import { openSite, type Site } from './site.js'

let browser: Browser
let site: Site
let page: Page

beforeAll(async () => {
  browser = await openChromium()
  site = await openSite()
  await sendMany(site.url, 60)
})
afterAll(async () => {
  await browser.close()
  await site.close()
})
beforeEach(async () => {
  page = (await openPage(browser, site.url)).page
  await page.getByRole('row', { name: /Order/ }).first().waitFor()
})

const grid = () => page.getByRole('grid', { name: 'Hits, newest first' })
const filter = () => page.getByRole('textbox', { name: 'Filter' })
const press = async (...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key)
}
const selected = () => page.locator('[role=row][aria-selected=true]')

describe('by keyboard alone', () => {
  it('rows are walked, opened, copied, filtered for and out', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await press('j', 'j', 'k')
    await eventually('the first row', async () => (await selected().getAttribute('aria-rowindex')) === '1')
    expect(await grid().getAttribute('aria-activedescendant')).toBe(await selected().getAttribute('id'))
    const service = ((await selected().locator('.service').textContent()) ?? '').trim()
    await press('Enter')
    const open = page.getByRole('region', { name: /^Hit event-/ })
    await open.waitFor()
    await selected().getByRole('gridcell', { name: 'Document', expanded: true }).waitFor()
    await press('y')
    const said = page.getByRole('status', { name: 'Done' })
    await said.getByText('Copied').waitFor()
    expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText())).service).toBe(service)
    await press('f')
    await eventually('filtered for', async () => (await filter().inputValue()) === `service:${service}`)
    await page
      .getByRole('row', { name: new RegExp(service) })
      .first()
      .waitFor()
    await press('j', 'x')
    await eventually('filtered out', async () => (await filter().inputValue()) === `-service:${service}`)
  })

  it('the pointed line of the open document says what is filtered for', async () => {
    await press('j', 'Enter')
    await page.getByRole('button', { name: /^Filter for team/ }).focus()
    await press('f')
    await eventually('filtered for', async () => (await filter().inputValue()).startsWith('team:'))
  })

  it('escape closes, then follows again', async () => {
    await press('j', 'Enter', 'Escape')
    await eventually('closed', async () => (await page.getByRole('region', { name: /^Hit event-/ }).count()) === 0)
    await eventually('none is chosen', async () => (await selected().count()) === 0)
  })

  it('space pauses and resumes, also from within the list', async () => {
    await press(' ')
    await page.getByRole('button', { name: 'Resume' }).waitFor()
    await page.getByText('Paused at').waitFor()
    await grid().focus()
    await press(' ')
    await page.getByRole('button', { name: 'Pause' }).waitFor()
  })

  it('the filter is reached and left; what is typed there is no shortcut', async () => {
    await press('/')
    await page.getByText('What can be written').waitFor()
    await page.keyboard.type('tjk?')
    expect(await filter().inputValue()).toBe('tjk?')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await press('Escape')
    await eventually('the help is gone', async () => (await page.getByText('What can be written').count()) === 0)
  })

  it('the channel is chosen', async () => {
    await press('c')
    const list = page.getByRole('listbox', { name: 'Channel' })
    await list.waitFor()
    await eventually(
      'a service is offered',
      async () => (await list.getByRole('option', { name: /^service:/ }).count()) > 0,
    )
    await press('ArrowDown', 'Enter')
    await page.getByRole('button', { name: /^Channel: service:/ }).waitFor()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('channel')
  })

  it('keys are listed, the list is closed, and the theme changes and stays', async () => {
    await press('?')
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await dialog.waitFor()
    await press('t')
    await press('Escape')
    await dialog.waitFor({ state: 'detached' })
    const theme = () => page.evaluate(() => document.documentElement.dataset['theme'])
    expect(await theme()).toBe('light')
    await press('t')
    expect(await theme()).toBe('dark')
    await page.reload()
    expect(await theme()).toBe('dark')
  })

  it('n leads to the newest', async () => {
    await press('j', 'j', 'j', 'j')
    await sendMany(site.url, 3)
    await page.getByRole('button', { name: '3 new' }).waitFor()
    await press('n')
    await page.getByRole('button', { name: '3 new' }).waitFor({ state: 'detached' })
    await eventually('none is chosen', async () => (await selected().count()) === 0)
  })

  it('every control is reached by Tab, and says its name', async () => {
    const names = new Set<string>()
    for (let i = 0; i < 60; i++) {
      await press('Tab')
      const name = await page.evaluate(() => {
        const at = document.activeElement
        return at === null || at === document.body ? '' : (at.getAttribute('aria-label') ?? at.textContent ?? '').trim()
      })
      if (name !== '') names.add(name)
    }
    for (const name of ['Keyboard shortcuts', 'Pause', 'Channel: all', 'Filter', 'Hits, newest first']) {
      expect([...names]).toContain(name)
    }
    expect([...names].some((name) => name.startsWith('Exclude service'))).toBe(true)
  })
})
