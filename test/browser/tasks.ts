import type { Browser, CDPSession, Page } from 'playwright-core'

/** Tasks of the page's main thread of one millisecond and more, in milliseconds. */
export interface Tasks {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly longest: number
  /** Animation frames that ran scripts. */
  readonly frames: number
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly dur?: number
  readonly args: { readonly name?: string; readonly data?: { readonly frame?: string } }
}

/** Traces the page's own renderer for a while, as the performance panel would. */
export async function traceTasks(browser: Browser, page: Page, ms: number): Promise<Tasks> {
  const session = await browser.newBrowserCDPSession()
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  const done = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()))
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', 'devtools.timeline', '__metadata'] },
  })
  await new Promise((resolve) => setTimeout(resolve, ms))
  await session.send('Tracing.end')
  await done
  await session.detach()
  return tasksOf(events, await processOf(page))
}

async function processOf(page: Page): Promise<number> {
  const session: CDPSession = await page.context().newCDPSession(page)
  const { processInfo } = await (await page.context().browser()?.newBrowserCDPSession())!.send(
    'SystemInfo.getProcessInfo',
  )
  await session.detach()
  // One page is open, so one renderer works: the one with the most processor time.
  const renderers = processInfo.filter((one) => one.type === 'renderer').sort((a, b) => b.cpuTime - a.cpuTime)
  return renderers[0]?.id ?? -1
}

function tasksOf(events: readonly TraceEvent[], pid: number): Tasks {
  const main = events.find((one) => one.name === 'thread_name' && one.pid === pid && one.args.name === 'CrRendererMain')
  const own = events.filter((one) => one.pid === pid && one.tid === main?.tid)
  const durations = own
    .filter((one) => one.ph === 'X' && (one.name === 'ThreadControllerImpl::RunTask' || one.name === 'RunTask'))
    .map((one) => (one.dur ?? 0) / 1000)
    // Most are of microseconds and would hide the others.
    .filter((ms) => ms >= 1)
    .sort((a, b) => a - b)
  const at = (share: number) =>
    Number((durations[Math.min(durations.length - 1, Math.floor(share * durations.length))] ?? Number.NaN).toFixed(2))
  const frames = own.filter((one) => one.name === 'FireAnimationFrame').length
  return { count: durations.length, p50: at(0.5), p99: at(0.99), longest: at(1), frames }
}
