import { OpenSearchFault } from './fault.js'
import { healthOf } from './health.js'
import type { Requests } from './requests.js'

type Settings = Readonly<Record<string, { readonly settings?: Readonly<Record<string, string>> }>>

const block = /^index\.blocks\.(read_only|read_only_allow_delete|write)$/

/** Whether documents could be written: the template, blocks of the days that are there, and shards. */
export async function examineIndex(
  requests: Requests,
  { prefix, serverless }: { readonly prefix: string; readonly serverless: boolean },
): Promise<{ readonly template: boolean; readonly blocked?: string; readonly ill?: string }> {
  const template = await isThere(requests, `/_index_template/${prefix}`)
  const health = await healthOf(requests, { prefix, serverless, weaker: {} })
  const blocked = serverless ? undefined : await blockOf(requests, prefix)
  return { template, ...(blocked === undefined ? {} : { blocked }), ...(health.ok ? {} : { ill: health.detail }) }
}

async function isThere(requests: Requests, path: string): Promise<boolean> {
  try {
    await requests.once({ method: 'GET', path })
    return true
  } catch (fault) {
    if (fault instanceof OpenSearchFault && fault.status === 404) return false
    throw fault
  }
}

async function blockOf(requests: Requests, prefix: string): Promise<string | undefined> {
  const query = { flat_settings: true, ignore_unavailable: true }
  const days = await requests.once<Settings>({ method: 'GET', path: `/${prefix}-*/_settings`, query })
  for (const [day, { settings = {} }] of Object.entries(days).sort().reverse()) {
    const found = Object.keys(settings).find((name) => block.test(name) && settings[name] === 'true')
    if (found !== undefined) return `${found} of ${day}`
  }
  return undefined
}
