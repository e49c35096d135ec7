import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sameJson } from '../../src/domain/json.js'
import { eventually } from '../support/eventually.js'
import { desktop, openChromium, openPage, phone } from './chromium.js'
import { sendMany } from './events.js'
import { openSite, type Site } from './site.js'
import { darken, violations } from './violations.js'

let browser: Browser
let site: Site
let nobody: Site

beforeAll(async () => {
  browser = await openChromium()
  site = await openSite([], { sampleAbove: 50 })
  nobody = await openSite()
  await sendMany(site.url, 300)
})
afterAll(async () => {
  await browser.close()
  await site.close()
  await nobody.close()
})

const hits = (page: Page) => page.getByRole('row', { name: /Order/ }).first().waitFor()

/** Each leads the page into a state; what is shown then must be fit for everybody. */
const states: Record<string, (page: Page) => Promise<unknown>> = {
  live: hits,
  'an open row': async (page) => {
    await hits(page)
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name: /^Hit event-/ }).waitFor()
  },
  'a filter with marks': async (page) => {
    await page.getByRole('textbox', { name: 'Filter' }).fill('status:504 timeout -level:debug')
    await page.locator('mark').first().waitFor()
  },
  'a fault': async (page) => {
    await page.getByRole('textbox', { name: 'Filter' }).fill('service:checkout status:fast')
    await page.getByRole('alert').waitFor()
  },
  'no match': async (page) => {
    await page.getByRole('textbox', { name: 'Filter' }).fill('service:nobody status:504')
    await page.getByText('match without it').first().waitFor()
  },
  channels: async (page) => {
    await hits(page)
    await page.keyboard.press('c')
    await page.getByRole('listbox', { name: 'Channel' }).waitFor()
  },
  keys: async (page) => {
    await hits(page)
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
  },
  paused: async (page) => {
    await hits(page)
    await page.keyboard.press(' ')
    await page.getByRole('button', { name: 'Resume' }).waitFor()
  },
  sampled: async (page) => {
    await hits(page)
    await sendMany(site.url, 300)
    await page.getByText('Live, sampled').waitFor()
  },
}

/** How wide the page is, and what sticks out sideways. */
const widthOf = (page: Page) =>
  page.evaluate(() => ({
    page: document.documentElement.scrollWidth,
    beyond: [...document.querySelectorAll('body *')]
      .filter((element) => element.closest('.charts, .line, .facets:not(.shown), pre, .skip, .unseen') === null)
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
      .filter((element) => !element.closest('[style*="scaleX"], .row > *'))
      .map((element) => element.outerHTML.slice(0, 120)),
  }))

describe('in the light theme and in the dark one', () => {
  it.each(Object.entries(states))(
    'axe finds nothing, and 390 pixels are enough without sideways scroll: %s',
    async (_, lead) => {
      const { page, close } = await openPage(browser, site.url, { colorScheme: 'light' })
      await lead(page)
      expect(await violations(page)).toEqual([])
      await page.setViewportSize(phone)
      // It is laid out anew.
      const fits = { page: phone.width, beyond: [] }
      await eventually('390 pixels are enough', async () => sameJson(await widthOf(page), fits)).catch(() => {})
      expect(await widthOf(page)).toEqual(fits)
      await close()
    },
  )

  it('axe finds nothing: empty', async () => {
    const { page, close } = await openPage(browser, nobody.url, { colorScheme: 'light' })
    await page.getByRole('heading', { name: /No events yet/ }).waitFor()
    expect(await violations(page)).toEqual([])
    await close()
  })

  it('axe finds nothing: on a phone', async () => {
    const { page, close } = await openPage(browser, site.url, { colorScheme: 'light', viewport: phone })
    await hits(page)
    await page.getByRole('button', { name: 'Facets' }).click()
    expect(await violations(page)).toEqual([])
    await close()
  })

  it('a dark screen has the dark one', async () => {
    const colour = (page: Page) => page.evaluate(() => getComputedStyle(document.body).color)
    const light = await openPage(browser, nobody.url, { colorScheme: 'light' })
    const before = await colour(light.page)
    await darken(light.page)
    const dark = await openPage(browser, nobody.url, { colorScheme: 'dark' })
    expect(await colour(light.page)).toBe(await colour(dark.page))
    expect(await colour(light.page)).not.toBe(before)
    await light.close()
    await dark.close()
  })
})

describe('390 pixels', () => {
  it('are enough for the empty page too', async () => {
    const { page, close } = await openPage(browser, nobody.url, { viewport: phone })
    await page.getByRole('heading', { name: /No events yet/ }).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(phone.width)
    await close()
  })

  it('rows are of two lines, and facets a sheet that a choice closes', async () => {
    const { page, close } = await openPage(browser, site.url, { viewport: phone })
    await hits(page)
    expect((await page.locator('.row').first().boundingBox())?.height).toBe(56)
    await page.getByRole('button', { name: 'Facets' }).click()
    await page.getByRole('button', { name: /^service checkout/ }).click()
    await eventually('closed', async () => !(await page.getByRole('complementary', { name: 'Facets' }).isVisible()))
    await close()
  })
})

describe('reduced motion', () => {
  it('animates nothing, and tints an update instead', async () => {
    const { page, close } = await openPage(browser, site.url, { reducedMotion: 'reduce', viewport: desktop })
    await hits(page)
    await sendMany(site.url, 5)
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
    await close()
  })
})
