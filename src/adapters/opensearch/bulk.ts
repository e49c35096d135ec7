import type { Refusal } from '../../domain/refusal.js'
import { faultOf, OpenSearchFault, passes } from './fault.js'
import type { Requests } from './requests.js'

/** One write as it is sent: the line that says where to, and the document's own. */
export interface BulkItem {
  readonly lines: string
}

/** `again`: not written, as far as is known, and may be written if tried again. */
export type BulkAnswer =
  | 'written'
  | 'conflict'
  | { readonly refused: Refusal }
  | { readonly again: OpenSearchFault }
  | { readonly retry: OpenSearchFault }

/** The server takes 100 MB; large requests only make it wait with memory held. */
const mostCharacters = 4 * 2 ** 20
const mostItems = 2000

interface Answer {
  readonly errors: boolean
  readonly items: readonly { readonly [action: string]: ItemAnswer }[]
}

interface ItemAnswer {
  readonly status: number
  readonly error?: { readonly type: string; readonly reason?: string }
}

/** A shard that is not there is waited for so long: the others of the request have to wait with it. */
const query = { timeout: '2s', filter_path: 'errors,items.*.status,items.*.error.type,items.*.error.reason' }

/** Sends items once, each answered by itself, in requests that the server likes. */
export async function sendBulk(requests: Requests, items: readonly BulkItem[]): Promise<readonly BulkAnswer[]> {
  const answers: BulkAnswer[] = []
  for (const part of parts(items)) answers.push(...(await sendPart(requests, part)))
  return answers
}

async function sendPart(requests: Requests, items: readonly BulkItem[]): Promise<readonly BulkAnswer[]> {
  try {
    const lines = items.map((item) => item.lines).join('')
    const answer = await requests.bulk<Answer>(lines, query)
    if (!answer.errors) return new Array<BulkAnswer>(items.length).fill('written')
    return items.map((_, i) => answerOf(Object.values(answer.items[i] ?? {})[0]))
  } catch (error) {
    const fault = faultOf(error)
    if (fault.passes) return items.map(() => ({ again: fault }))
    // One of them makes the whole request too large, or bad: it shall fail alone.
    if (fault.status !== 400 && fault.status !== 413) return items.map(() => ({ retry: fault }))
    if (items.length === 1) return [{ refused: { code: 'index_refused', message: fault.message } }]
    const middle = Math.ceil(items.length / 2)
    const first = await sendPart(requests, items.slice(0, middle))
    return [...first, ...(await sendPart(requests, items.slice(middle)))]
  }
}

/** What is wrong with the document itself. Other refusals are of the cluster, and pass when somebody has seen to it. */
const ownFaults = /^(mapper_parsing|document_parsing|illegal_argument|strict_dynamic_mapping)_exception$/

function answerOf(item: ItemAnswer | undefined): BulkAnswer {
  if (item === undefined) return { again: new OpenSearchFault(0, 'no_answer', '') }
  const { status, error } = item
  if (status < 300) return 'written'
  if (status === 409) return 'conflict'
  const fault = new OpenSearchFault(status, error?.type ?? 'unknown', '')
  if (passes(status)) return { again: fault }
  if (error !== undefined && ownFaults.test(error.type)) return { refused: refusalOf(error.type, error.reason ?? '') }
  return { retry: new OpenSearchFault(status, error?.type ?? 'unknown', error?.reason ?? '') }
}

/** In our words: the server's hold what the document says. */
function refusalOf(type: string, reason: string): Refusal {
  const field = /field \[(.{1,256}?)\]/.exec(reason)?.[1]
  if (field === undefined) return { code: 'index_refused', message: `the index refused the document: ${type}` }
  return { code: 'bad_field', message: `${field} is not of its declared type`, path: field }
}

function* parts(items: readonly BulkItem[]): Generator<readonly BulkItem[]> {
  let part: BulkItem[] = []
  let characters = 0
  for (const item of items) {
    if (part.length > 0 && (part.length >= mostItems || characters + item.lines.length > mostCharacters)) {
      yield part
      part = []
      characters = 0
    }
    part.push(item)
    characters += item.lines.length
  }
  if (part.length > 0) yield part
}
