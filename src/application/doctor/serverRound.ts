import type { ExaminedServer, HttpSaid } from '../../ports/examinedServer.js'
import type { LineDead, LineRefused, ProbeLine } from '../../ports/probeLine.js'
import { type ExamineOptions, examine } from './examine.js'
import { follow, type Passage } from './follow.js'
import { broken, type Finding, type Look, unasked, well } from './hops.js'
import { lostInServer } from './lostInServer.js'
import { authorizerLook, isLine, socketLook } from './openLine.js'
import { noPassage, type PassageLooks, passageLooks } from './passageLooks.js'
import { clockLook } from './pingLook.js'
import { backendLook, clocksLook } from './readiness.js'

export interface RoundParts extends ExamineOptions {
  readonly newId: () => string
  readonly lingerMs: number
}

/** What one round found, and how the probe fared where one was sent. */
export interface Round {
  readonly findings: readonly Finding[]
  readonly passage?: Passage
}

/** Looks at a server, hop by hop, and lets one probe go the whole way. */
export async function serverRound(server: ExaminedServer, parts: RoundParts): Promise<Round> {
  const { clock } = parts
  let ready: HttpSaid = { unreachable: 'not asked' }
  let opened: ProbeLine | LineRefused | LineDead = { unreachable: 'not asked' }
  let passage: Passage | undefined
  let looks: PassageLooks = noPassage
  const look = async (seen: () => Look) => seen()
  const check = (hop: Finding['hop'], what: string, look: () => Promise<Look>) => ({ hop, what, look })
  try {
    const before = await examine(
      [
        check('server', 'answers', async () => answersLook(await server.get('healthz'))),
        check('credentials', 'of this command', async () => accessLook(await server.get('metrics'))),
        check('bus', 'of the server', async () => {
          ready = await server.get('readyz')
          return backendLook(ready, 'bus')
        }),
        check('table', 'of subscriptions', () => look(() => backendLook(ready, 'store'))),
        check('write', 'index', () => look(() => backendLook(ready, 'index'))),
        check('clock', 'of its backends', () => look(() => clocksLook(ready))),
        check('websocket', 'opens', async () => {
          opened = await server.open()
          return socketLook(opened)
        }),
        check('authorizer', 'admits', () => look(() => authorizerLook(opened))),
        check('clock', 'of this machine', async () =>
          isLine(opened) ? clockLook(opened, clock) : unasked('no socket'),
        ),
      ],
      parts,
    )
    if (isLine(opened) && !before.some(({ state }) => state === 'broken')) {
      const counted = await server.get('metrics')
      passage = await follow({ ...parts, line: opened, send: (detail) => server.send(detail) })
      const after = passage.hit === undefined ? await server.get('metrics') : counted
      looks = passageLooks(passage, () => lostInServer(counted, after))
    }
    const way = await examine(
      [
        check('bus', 'takes the event', () => look(() => looks.bus)),
        check('function', 'ingest', () => look(() => looks.ingest)),
        check('write', 'of the event', () => look(() => looks.write)),
        check('post', 'of the event', () => look(() => looks.post)),
      ],
      parts,
    )
    return { findings: [...before, ...way], ...(passage === undefined ? {} : { passage }) }
  } finally {
    if (isLine(opened)) await (opened as ProbeLine).close()
  }
}

function answersLook(said: HttpSaid): Look {
  if ('unreachable' in said)
    return broken(`nobody answers: ${said.unreachable}`, 'see that the server runs, and look at its URL')
  if (said.status === 200) return well('answers')
  return broken(
    `it answers ${said.status} to /healthz`,
    'look at the URL, its path too, and at what stands before the server',
  )
}

function accessLook(said: HttpSaid): Look {
  if ('unreachable' in said) return unasked('nobody answers')
  if (said.status !== 401 && said.status !== 403) return well('admitted')
  return broken(
    `these credentials are not admitted: ${said.status}`,
    'give an API key with the scopes read and write in DELTABOARD_KEY or --key-file',
  )
}
