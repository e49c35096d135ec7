import { createHash } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.js'
import { openChromium, openPage, phone } from './chromium.js'
import { audience, client, type LocalIssuer, localIssuer, resource } from './localIssuer.js'
import { openSite, type Site } from './site.js'
import { violations } from './violations.js'

const key = 'a-key-that-writes'
const hash = `sha256:${createHash('sha256').update(key).digest('hex')}`

let browser: Browser
let issuer: LocalIssuer
let site: Site

beforeAll(async () => {
  browser = await openChromium()
  issuer = await localIssuer({ ada: { teams: ['core'] }, bob: { teams: ['edge'] } })
  const config = {
    access: [{ allow: { team: { in: { claim: 'teams' } } } }],
    oidcParameters: { resource },
  }
  const keys = JSON.stringify([{ name: 'sender', hash, scopes: ['write'] }])
  const flags = ['--oidc-issuer', issuer.url, '--oidc-client', client, '--jwt-audience', audience]
  site = await openSite([...flags, '--api-keys', '{folder}/keys.json'], config, { 'keys.json': keys })
  issuer.admit(site.url)
  await send('core', 'info', 'Of the core, quiet')
  await send('core', 'error', 'Of the core')
  await send('edge', 'error', 'Of the edge')
})
afterAll(async () => {
  await browser.close()
  await site.close()
  await issuer.stop()
})

async function send(team: string, level: string, message: string): Promise<void> {
  const answer = await fetch(`${site.url}events`, {
    method: 'POST',
    headers: { 'x-api-key': key },
    body: JSON.stringify([{ service: 'checkout', eventType: 'order.placed', team, level, message }]),
  })
  expect(await answer.json()).toEqual({ accepted: 1, refused: [] })
}

const signInButton = (page: Page) => page.getByRole('button', { name: 'Sign in', exact: true })
const heading = (page: Page, name: RegExp) => page.getByRole('heading', { name }).waitFor()
const live = (page: Page) =>
  page.getByRole('status', { name: 'Connection' }).getByText('Live', { exact: true }).waitFor()
const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) })

/** The issuer's own pages want a font and an icon that are not there. What the policy of ours refuses is told otherwise. */
const ofThePage = (complaint: string) => !complaint.startsWith('Failed to load resource')

/** At the issuer, from its form to the page. */
async function signInAs(page: Page, name: string): Promise<void> {
  await signInButton(page).click()
  await page.locator('input[name=login]').fill(name)
  await page.locator('input[name=password]').fill('any')
  await page.locator('button[type=submit]').click()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL((url) => url.href.startsWith(site.url))
}

/** The subprotocols and messages of its sockets are not shown to the page; the browser tells the test. */
function watchSockets(page: Page) {
  const told = { sockets: 0, authorized: 0 }
  page.on('websocket', (socket) => {
    told.sockets++
    socket.on('framereceived', ({ payload }) => {
      if (String(payload).includes('"type":"authorized"')) told.authorized++
    })
  })
  return told
}

describe('a page with an issuer', () => {
  it('signs in, comes back to the same filter, shows what that person may see, and signs out', async () => {
    issuer.tokenSeconds = 600
    const { page, complaints, close } = await openPage(browser, `${site.url}?q=level:error`)
    const addresses: string[] = []
    page.on('framenavigated', (frame) => addresses.push(frame.url()))
    await signInAs(page, 'ada')
    await live(page)
    await row(page, 'Of the core').waitFor()
    expect(await page.getByRole('row', { name: /Of the/ }).count()).toBe(1)
    expect(page.url()).toBe(`${site.url}?q=level:error`)
    const kept = await page.evaluate(() => JSON.parse(sessionStorage.getItem('deltaboard.tokens') ?? '{}'))
    expect(Object.keys(kept).sort()).toEqual(['access', 'expiresAt', 'lifetimeMs', 'refresh'])
    for (const address of addresses) {
      for (const token of [kept.access, kept.refresh]) expect(address).not.toContain(token)
    }
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain(kept.access)

    await page.reload()
    await row(page, 'Of the core').waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: /Yes, sign me out/ }).click()
    await signInButton(page).waitFor()
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0)
    expect(await row(page, 'Of the core').count()).toBe(0)
    expect(complaints.filter(ofThePage)).toEqual([])
    await close()
  })

  it('renews by authorize on the same connection, outlasts an issuer that is away, and loses nothing of the view', async () => {
    // Long enough for a busy machine to renew it in time.
    issuer.tokenSeconds = 10
    const { page, complaints, close } = await openPage(browser, site.url)
    await signInButton(page).waitFor()
    const told = watchSockets(page)
    await signInAs(page, 'bob')
    await live(page)
    await row(page, 'Of the edge').waitFor()
    expect(await row(page, 'Of the core').count()).toBe(0)
    await eventually('renewed twice', () => told.authorized >= 2, 60_000)
    expect(told.sockets).toBe(1)
    await send('edge', 'info', 'After renewal')
    await row(page, 'After renewal').waitFor()

    await issuer.stop()
    await page
      .getByRole('status', { name: 'Notice' })
      .getByText(/^Your sign-in ended/)
      .waitFor()
    await page
      .getByRole('status', { name: 'Connection' })
      .getByText(/^Disconnected/)
      .waitFor()
    await row(page, 'After renewal').waitFor()
    await issuer.start()
    await page.getByText(/^Your sign-in ended/).waitFor({ state: 'detached' })
    await live(page)
    await send('edge', 'info', 'After its return')
    await row(page, 'After its return').waitFor()
    expect(complaints.filter(ofThePage)).toEqual([])
    await close()
  })
})

describe('a sign-in that fails', () => {
  it('on an answer that this tab did not ask for: nothing is taken of it, and it does not stay in the address', async () => {
    const { page, complaints, close } = await openPage(browser, `${site.url}?code=stolen&state=forged`)
    await heading(page, /not for this tab/)
    expect(page.url()).toBe(site.url)
    await page.getByRole('button', { name: 'Sign in again' }).click()
    await page.locator('input[name=login]').waitFor()
    await page.goto(`${site.url}?code=stolen&state=forged&error_description=Call+us`)
    await heading(page, /not for this tab/)
    expect(await page.getByText('Call us').count()).toBe(0)
    expect(await violations(page)).toEqual([])
    expect(complaints.filter(ofThePage)).toEqual([])
    await close()
  })

  it('because the viewer would not: the issuer is quoted', async () => {
    const { page, close } = await openPage(browser, `${site.url}?channel=service:checkout`, { viewport: phone })
    await signInButton(page).waitFor()
    expect(await violations(page)).toEqual([])
    await signInButton(page).click()
    await page.getByRole('link', { name: /Cancel/ }).click()
    await heading(page, /did not sign you in/)
    await page.getByText('access_denied').waitFor()
    expect(page.url()).toBe(`${site.url}?channel=service:checkout`)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(phone.width)
    await close()
  })

  it('because the issuer is away: said, and tried again', async () => {
    const { page, close } = await openPage(browser, site.url)
    await signInButton(page).waitFor()
    await issuer.stop()
    await signInButton(page).click()
    await heading(page, /does not answer/)
    expect(await violations(page)).toEqual([])
    await issuer.start()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('input[name=login]').waitFor()
    await close()
  })

  it('an API key still opens the page', async () => {
    const { page, close } = await openPage(browser, site.url)
    await page.getByText('Use an API key instead').click()
    await page.getByLabel('API key or token').fill('a-wrong-key')
    await page.getByRole('button', { name: 'Connect' }).click()
    await page.getByRole('alert').waitFor()
    await close()
  })
})
