import type { Graveyard } from '../../../application/graveyard.js'
import { ok, type Result, refuse } from '../../../domain/refusal.js'
import type { DeadLetter, DeadLetters } from '../../../ports/deadLetters.js'
import type { QueuesByTopic } from '../../wiring/awsGraveyard.js'
import type { CommandLine } from '../command/command.js'
import { addressOf, defaultServer } from '../server/address.js'
import { type Credential, credentialOf, headersOf } from '../server/credential.js'
import type { Terminal } from '../terminal.js'

type Page = Awaited<ReturnType<DeadLetters['list']>>

/** Where dead letters are dealt with. Rejects with words for a person. */
export interface Desk {
  list(after: string | undefined): Promise<Page>
  show(id: string): Promise<DeadLetter | undefined>
  redrive(which: readonly string[] | 'all'): ReturnType<Graveyard['redrive']>
  discard(which: readonly string[] | 'all'): ReturnType<Graveyard['discard']>
}

/** The queues or the server that the flags or the environment name. */
export async function deskOf(line: CommandLine, terminal: Terminal): Promise<Result<Desk>> {
  const queues = queuesOf(line, 'queue')
  if (!queues.ok) return queues
  const to = queuesOf(line, 'to')
  if (!to.ok) return to
  if (Object.keys(queues.value).length > 0) {
    // The AWS SDK is loaded only where it is meant.
    const { awsGraveyard } = await import('../../wiring/awsGraveyard.js')
    return ok(queueDesk(awsGraveyard(queues.value, to.value)))
  }
  const address = addressOf(line.value('url') ?? (terminal.env['DELTABOARD_URL'] || defaultServer))
  if (!address.ok) return address
  const credential = credentialOf(line, terminal.env)
  if (!credential.ok) return credential
  return ok(serverDesk(address.value.page, credential.value))
}

function queuesOf(line: CommandLine, flag: 'queue' | 'to'): Result<QueuesByTopic> {
  const queues = new Map<string, string>()
  for (const text of line.values(flag)) {
    const [, topic, url = ''] = /^(events|deltas)=(.+)$/.exec(text) ?? []
    if (topic === undefined || !URL.canParse(url)) {
      return refuse('usage', `--${flag} must be events=URL or deltas=URL, the URL that of a queue`)
    }
    queues.set(topic, url)
  }
  return ok(Object.fromEntries(queues))
}

function queueDesk(graveyard: Graveyard): Desk {
  const whichOf = (which: readonly string[] | 'all') => (which === 'all' ? which : new Set(which))
  return {
    list: (after) => graveyard.list({ limit: 100, ...(after === undefined ? {} : { after }) }),
    show: (id) => graveyard.show(id),
    redrive: (which) => graveyard.redrive(whichOf(which)),
    discard: (which) => graveyard.discard(whichOf(which)),
  }
}

function serverDesk(page: string, credential: Credential | undefined): Desk {
  async function ask(path: string, body?: unknown): Promise<Response> {
    const headers = { 'content-type': 'application/json', ...headersOf(credential) }
    const request = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) }
    let answer: Response
    try {
      answer = await fetch(new URL(path, page), request)
    } catch {
      throw new Error(`cannot connect to ${page}`)
    }
    if (answer.ok || answer.status === 404) return answer
    const told = (await answer.json().catch(() => ({}))) as { code?: string; message?: string }
    throw new Error(`${told.code ?? answer.status}: ${told.message ?? 'the server refused'}`)
  }
  const settle = async (how: 'redrive' | 'discard', which: readonly string[] | 'all') => {
    const answer = await ask(`dead-letters/${how}`, which === 'all' ? { all: true } : { ids: which })
    return (await answer.json()) as Awaited<ReturnType<Graveyard['redrive']>>
  }
  return {
    list: async (after) => {
      const query = new URLSearchParams({ limit: '100', ...(after === undefined ? {} : { after }) })
      return (await (await ask(`dead-letters?${query}`)).json()) as Page
    },
    show: async (id) => {
      const answer = await ask(`dead-letters?${new URLSearchParams({ id })}`)
      return answer.status === 404 ? undefined : ((await answer.json()) as DeadLetter)
    },
    redrive: (which) => settle('redrive', which),
    discard: (which) => settle('discard', which),
  }
}
