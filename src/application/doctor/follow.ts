import type { Hit } from '../../domain/document/hit.js'
import { own } from '../../domain/json.js'
import { probeField, probeLifeMs } from '../../domain/probe/probe.js'
import type { Clock } from '../../ports/clock.js'
import type { ProbeLine, Sent } from '../../ports/probeLine.js'

export interface FollowParts {
  readonly line: ProbeLine
  /** Gives an event to the producers' side, as any producer would. */
  readonly send: (detail: { readonly [field: string]: string }) => Promise<Sent>
  /** 32 characters of base64url, which nobody can guess. */
  readonly newId: () => string
  readonly clock: Clock
  /** How long the line is kept after the probe came, to see whether it comes twice. */
  readonly lingerMs: number
  readonly pause: (ms: number) => Promise<void>
}

/** What became of one probe. */
export interface Passage {
  readonly id: string
  /** Why its channel could not be subscribed, and whether that was refused. */
  readonly unheard?: { readonly why: string; readonly refused: boolean }
  readonly sent?: Sent
  /** From before the sending: until the bus had it, and until it was told. */
  readonly takenMs?: number
  readonly toldMs?: number
  /** How often it was told. */
  readonly times: number
  readonly hit?: Hit
}

const answerMs = 10_000

/** Sends one probe and follows it to the socket. Nothing of it is left: its query ends, and it itself after its life. */
export async function follow({ clock, line, lingerMs, newId, pause, send }: FollowParts): Promise<Passage> {
  const id = newId()
  let times = 0
  let hit: Hit | undefined
  let toldAt: number | undefined
  let arrive = () => {}
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve
  })
  line.onHit((told) => {
    if (own(told, probeField) !== id) return
    times++
    hit ??= told
    toldAt ??= clock.now()
    arrive()
  })
  const query = { channel: `${probeField}:${id}` }
  const ref = 'probe'
  const heard = await line.ask({ action: 'subscribe', ref, query, snapshot: false }, answerMs)
  if (heard.type !== 'subscribed') {
    return { id, times, unheard: { why: wordsOf(heard), refused: heard.type === 'error' } }
  }
  const sentAt = clock.now()
  const sent = await send({ [probeField]: id, service: 'deltaboard', eventType: 'probe' })
  const takenMs = clock.now() - sentAt
  if (sent === 'taken') {
    await Promise.race([arrived, pause(probeLifeMs)])
    if (times > 0) await pause(lingerMs)
  }
  await line.ask({ action: 'unsubscribe', ref: 'end', queryId: heard.queryId, of: ref }, 1000)
  return {
    id,
    sent,
    takenMs,
    times,
    ...(hit === undefined ? {} : { hit }),
    ...(toldAt === undefined ? {} : { toldMs: toldAt - sentAt }),
  }
}

function wordsOf(answer: Awaited<ReturnType<ProbeLine['ask']>>): string {
  if (answer.type === 'error') return `${answer.code}: ${answer.message}`
  return answer.type === 'ended' ? answer.why : `answered by ${answer.type}`
}
