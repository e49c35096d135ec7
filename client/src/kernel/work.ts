import { ChangeLog } from './changeLog.js'
import type { Query } from './query.js'
import type { Draft } from './view.js'

/** What has to be done about a step. */
export type Effect =
  | { readonly do: 'subscribe'; readonly ref: string; readonly since: string | undefined }
  | { readonly do: 'fetch'; readonly ref: string; readonly queryId: string; readonly keys: readonly string[] }
  | { readonly do: 'unsubscribe'; readonly queryId: string; readonly of: string }

/** One step in the making. Nothing of it outlives the step but the values that it comes to. */
export interface Work {
  readonly next: { -readonly [field in keyof Query]: Query[field] }
  readonly draft: Draft
  readonly effects: Effect[]
  /** A snapshot was taken over. */
  completed: boolean
}

export function workOn(query: Query): Work {
  const draft: Draft = { ...query.view, order: [...query.view.order], log: new ChangeLog() }
  return { next: { ...query }, draft, effects: [], completed: false }
}

export function newRef(work: Work): string {
  return `${work.next.name}.${++work.next.refs}`
}
