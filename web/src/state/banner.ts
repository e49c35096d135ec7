import { hms } from './time.js'
import type { Back } from './watch.js'

export type Action = 'Show all' | 'Latest only' | 'Sample' | 'Show where' | 'Close'

export interface Banner {
  readonly kind: 'lost' | 'warn' | 'busy'
  readonly glyph: 'disconnected' | 'lagging' | 'sampled' | 'catching-up' | 'ok'
  readonly title: string
  readonly text: string
  readonly actions: readonly Action[]
}

export interface Situation {
  readonly state: string
  readonly answered: boolean
  readonly error?: { readonly message: string; readonly path?: string | undefined }
  readonly downSince?: number
  readonly missed: number
  readonly sampled: boolean
  readonly unsentLately: number
  /** Hits shown in the last ten seconds. */
  readonly sentLately: number
  readonly policy: 'batch' | 'sample' | 'latest'
  readonly latestBy: string
  readonly back?: Back
  /** The sign-in is to be renewed, and its issuer does not answer. */
  readonly unrenewed?: { readonly host: string; readonly endsAt: number; readonly isOver: boolean }
}

const n = (count: number) => count.toLocaleString('en-US')

/** At most one: the worst that is true. */
export function bannerOf(s: Situation): Banner | undefined {
  if (s.error !== undefined) {
    const place = s.error.path ? ` (${s.error.path})` : ''
    return banner('lost', 'disconnected', 'The server refused this query.', `${s.error.message}${place}`, [])
  }
  if (s.unrenewed !== undefined) {
    const { host, endsAt, isOver } = s.unrenewed
    const title = `Your sign-in ${isOver ? 'ended' : 'ends'} at ${hms(endsAt)}.`
    const text = `${host} does not answer, and is asked again to renew it. What you see stays${isOver ? ', and ages' : ''}.`
    return banner(isOver ? 'lost' : 'warn', isOver ? 'disconnected' : 'lagging', title, text, [])
  }
  if (s.downSince !== undefined && s.answered) {
    const text =
      'What you see was complete then. On return it resumes from its cursor: nothing in between is skipped in silence.'
    return banner('lost', 'disconnected', `No connection since ${hms(s.downSince)}.`, text, [])
  }
  if (s.state === 'lagging') {
    const many = s.missed > 0 ? `${n(s.missed)} hits were not sent to this page:` : 'Hits were not sent to this page:'
    const text = 'it read too slowly and the server shed them. The view is being repaired from the index.'
    return banner('warn', 'lagging', many, text, [])
  }
  if (s.sampled) return sampling(s)
  if (s.back === undefined || (s.back.missed === 0 && !s.back.lost)) return undefined
  const away = `Back after ${duration(s.back.awayMs)}`
  if (s.back.lost) {
    const text = 'Older rows stand below the line as they were; they are no longer kept current.'
    return banner('busy', 'ok', `${away}; the index no longer holds what it held before.`, text, [
      'Show where',
      'Close',
    ])
  }
  const title = `${away}; ${n(s.back.missed)} lie beyond this view.`
  return banner('busy', 'ok', title, 'The newest 1,000 were read from the index.', ['Show where', 'Close'])
}

function sampling(s: Situation): Banner {
  const many = `${n(s.unsentLately)} hits not shown in the last 10 s.`
  if (s.policy === 'latest') {
    const text = `Of each ${s.latestBy} only the newest is sent while too much comes. Rate and total count them all.`
    return banner('warn', 'sampled', `Latest only: ${many}`, text, ['Show all', 'Sample'])
  }
  const share = s.sentLately > 0 ? (s.sentLately + s.unsentLately) / s.sentLately : 0
  const which = share >= 1.5 ? `About one in ${n(Math.round(share))} is sent, chosen by id.` : 'They are chosen by id.'
  const text = `${which} Rate and total count them all; percentiles and facets are of the sample.`
  const actions: Action[] = s.policy === 'batch' ? ['Sample', 'Latest only'] : ['Show all', 'Latest only']
  return banner('warn', 'sampled', `Sampling: ${many}`, text, actions)
}

function banner(
  kind: Banner['kind'],
  glyph: Banner['glyph'],
  title: string,
  text: string,
  actions: readonly Action[],
): Banner {
  return { kind, glyph, title, text, actions }
}

export function duration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000))
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
}
