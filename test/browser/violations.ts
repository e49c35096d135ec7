import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** In the light theme by all rules; in the dark one, which differs in colours alone, by the rules of colours. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const light = await found(page, {})
  await darken(page)
  const dark = await found(page, { runOnly: ['color-contrast', 'link-in-text-block'] })
  return [...light, ...dark.map((one) => `dark: ${one}`)]
}

/** As the page does on a dark screen, but without losing the state that it was led into. */
export function darken(page: Page): Promise<void> {
  return page.evaluate(() => document.documentElement.setAttribute('data-theme', 'dark'))
}

async function found(page: Page, options: RunOptions): Promise<string[]> {
  // A colour in the midst of a transition is none that anybody has to read.
  await page.evaluate(() =>
    Promise.all(
      document.getAnimations().map((one) => (one.effect?.getTiming().iterations === 1 ? one.finished : null)),
    ),
  )
  const run = `axe.run(document, ${JSON.stringify({ resultTypes: ['violations'], ...options })})`
  const results = (await page.evaluate(run)) as AxeResults
  return results.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`)
}
