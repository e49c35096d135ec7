import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.js'
import { openChromium, openPage } from './chromium.js'
import { sendMany } from './events.js'
import { openSite, type Site } from './site.js'
import { type Tasks, traceTasks } from './tasks.js'

let browser: Browser
let site: Site

beforeAll(async () => {
  browser = await openChromium()
  site = await openSite([], { sampleAbove: 1_000_000 })
})
afterAll(async () => {
  await browser.close()
  await site.close()
})

const seconds = 12

/** A thousand hits a second, in fifty batches, for as long as it is wanted. */
async function flow(until: () => boolean): Promise<number> {
  const started = performance.now()
  let sent = 0
  while (!until()) {
    const due = ((performance.now() - started) / 1000) * 1000
    const batch = Math.floor(due - sent)
    if (batch >= 20) {
      await sendMany(site.url, batch)
      sent += batch
    } else await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return sent / ((performance.now() - started) / 1000)
}

async function measured(page: Page): Promise<{ tasks: Tasks; rate: number; shown: number }> {
  let done = false
  const flowing = flow(() => done)
  // The first seconds belong to the compilers.
  await new Promise((resolve) => setTimeout(resolve, 4000))
  const before = await total(page)
  const tasks = await traceTasks(browser, page, seconds * 1000)
  const shown = ((await total(page)) - before) / seconds
  done = true
  return { tasks, rate: await flowing, shown }
}

const total = async (page: Page) => {
  const text = (await page.getByLabel('Figures').textContent()) ?? ''
  return Number((/of ([\d,]+)/.exec(text)?.[1] ?? '0').replaceAll(',', ''))
}

describe('at a thousand hits a second', () => {
  it('99 % of tasks take less than 50 ms and none more than 100, and no frame is painted twice', async () => {
    const { page, complaints, close } = await openPage(browser, `${site.url}?policy=batch`)
    await sendMany(site.url, 1200)
    await eventually('the view is full', async () => (await total(page)) >= 1200)
    // Others may want the processor in the same seconds, which makes it slower, never faster: the best of three counts.
    let best = await measured(page)
    for (let i = 0; i < 2 && best.tasks.longest >= 100; i++) best = await measured(page)
    const { tasks, rate, shown } = best
    console.log(
      `${Math.round(rate)} hits/s sent, ${Math.round(shown)} shown; tasks of 1 ms and more: ${tasks.count}, p50 ${tasks.p50} ms, p99 ${tasks.p99} ms, longest ${tasks.longest} ms; ${(tasks.frames / seconds).toFixed(0)} frames a second`,
    )
    expect(rate).toBeGreaterThan(900)
    expect(shown).toBeGreaterThan(800)
    expect(tasks.p99).toBeLessThan(50)
    expect(tasks.longest).toBeLessThan(100)
    expect(tasks.frames).toBeLessThanOrEqual(seconds * 61)
    expect(await page.getByRole('grid', { name: 'Hits, newest first' }).getByRole('row').count()).toBeLessThan(60)
    expect(complaints).toEqual([])
    await close()
  })
})
