export type PolicyName = 'batch' | 'sample' | 'latest'

/** What the page looks at, as the address bar holds it. */
export interface PageQuery {
  readonly channel: string
  /** The filter line as typed. */
  readonly line: string
  readonly policy: PolicyName
}

export const everything: PageQuery = { channel: 'all', line: '', policy: 'sample' }

export function fromAddress(search: string): PageQuery {
  const asked = new URLSearchParams(search)
  const policy = asked.get('policy')
  return {
    channel: asked.get('channel') || 'all',
    line: (asked.get('q') ?? '').trim(),
    policy: policy === 'batch' || policy === 'latest' ? policy : 'sample',
  }
}

/** The search part of the address, with its `?`, or nothing for everything. Colons stay readable. */
export function toAddress(query: PageQuery): string {
  const parts: string[] = []
  if (query.channel !== 'all') parts.push(`channel=${encode(query.channel)}`)
  if (query.line !== '') parts.push(`q=${encode(query.line)}`)
  if (query.policy !== 'sample') parts.push(`policy=${query.policy}`)
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

/** As a form sends it (a lone surrogate becomes U+FFFD), with colons and comparisons left readable. */
function encode(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1).replace(/%3A/g, ':').replace(/%3E/g, '>')
}
