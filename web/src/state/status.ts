/** What the connection's mark says. Each kind has its own glyph, so that none is told by colour alone. */
export interface Status {
  readonly kind: 'live' | 'sampled' | 'connecting' | 'catching-up' | 'lagging' | 'disconnected' | 'unauthorized'
  readonly text: string
  /** Counts down: shown, and not announced each second. */
  readonly tail?: string
}

export interface Heard {
  readonly connection: string
  readonly live: string
  /** Epoch ms of the next attempt. */
  readonly retryAt?: number
  readonly missed?: number
  readonly sampling: boolean
  readonly now: number
}

/** The worst that is true comes first. */
export function statusOf(heard: Heard): Status {
  const { connection, live } = heard
  if (connection === 'signing in') return { kind: 'connecting', text: 'Signing in' }
  if (connection === 'unauthorized') return { kind: 'unauthorized', text: 'Not admitted' }
  if (connection === 'disconnected' || connection === 'closed' || live === 'disconnected') return lost(heard)
  if (connection === 'connecting' || live === 'connecting') return { kind: 'connecting', text: 'Connecting' }
  if (live === 'subscribing' || live === 'catching-up') return { kind: 'catching-up', text: 'Catching up' }
  if (live === 'lagging') {
    const missed = heard.missed ? `, ${heard.missed.toLocaleString('en-US')} missed` : ''
    return { kind: 'lagging', text: `Lagging${missed}` }
  }
  return heard.sampling ? { kind: 'sampled', text: 'Live, sampled' } : { kind: 'live', text: 'Live' }
}

function lost({ retryAt, now }: Heard): Status {
  if (retryAt === undefined) return { kind: 'disconnected', text: 'Disconnected' }
  const seconds = Math.max(0, Math.ceil((retryAt - now) / 1000))
  const tail = seconds > 0 ? `, retrying in ${seconds} s` : ', retrying'
  return { kind: 'disconnected', text: 'Disconnected', tail }
}
