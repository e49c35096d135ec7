import type { LineDead, LineRefused, ProbeLine, Sent } from '../../ports/probeLine.js'
import { type Check, type ExamineOptions, examine } from './examine.js'
import { follow, type Passage } from './follow.js'
import { type Finding, type Look, unasked } from './hops.js'
import { authorizerLook, isLine, socketLook } from './openLine.js'
import { noPassage, type PassageLooks, passageLooks } from './passageLooks.js'
import { clockLook } from './pingLook.js'

export interface RoundParts extends ExamineOptions {
  /** 32 characters of base64url, which nobody can guess. */
  readonly newId: () => string
  readonly lingerMs: number
}

/** What one round found, and how the probe fared where one was sent. */
export interface Round {
  readonly findings: readonly Finding[]
  readonly passage?: Passage
}

/** What is looked at. */
export interface Patient {
  /** All that can be seen without a socket. */
  before(): readonly Check[]
  open(): Promise<ProbeLine | LineRefused | LineDead>
  send(detail: { readonly [field: string]: string }): Promise<Sent>
  /** Is called when all looked well, and the probe is about to be sent. */
  ready?(): Promise<void>
  /** What is known of a probe that was taken and never told. */
  lost(): Promise<Pick<PassageLooks, 'ingest' | 'post'>>
}

/** Looks at each hop, and, where none is broken, lets one probe go the whole way. */
export async function roundOf(patient: Patient, parts: RoundParts): Promise<Round> {
  const { clock } = parts
  let opened: ProbeLine | LineRefused | LineDead = { unreachable: 'not asked' }
  const check = (hop: Finding['hop'], what: string, look: () => Look | Promise<Look>): Check => ({
    hop,
    what,
    look: async () => look(),
  })
  const socket = [
    check('websocket', 'opens', async () => {
      opened = await patient.open()
      return socketLook(opened)
    }),
    check('authorizer', 'admits', () => authorizerLook(opened)),
    check('clock', 'of this machine', () => (isLine(opened) ? clockLook(opened, clock) : unasked('no socket'))),
  ]
  try {
    const before = await examine([...patient.before(), ...socket], parts)
    let passage: Passage | undefined
    let looks: PassageLooks = noPassage
    if (isLine(opened) && !parts.stop.aborted && !before.some(({ state }) => state === 'broken')) {
      await patient.ready?.()
      passage = await follow({ ...parts, line: opened, send: (detail) => patient.send(detail) })
      const isLost = passage.sent === 'taken' && passage.hit === undefined
      looks = passageLooks(passage, isLost ? await patient.lost() : undefined)
    }
    const way = await examine(
      [
        check('bus', 'takes the event', () => looks.bus),
        check('function', 'ingests it', () => looks.ingest),
        check('write', 'of the event', () => looks.write),
        check('post', 'of the event', () => looks.post),
      ],
      parts,
    )
    return { findings: [...before, ...way], ...(passage === undefined ? {} : { passage }) }
  } finally {
    if (isLine(opened)) await (opened as ProbeLine).close()
  }
}
