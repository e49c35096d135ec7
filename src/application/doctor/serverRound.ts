import type { ExaminedServer, HttpSaid } from '../../ports/examinedServer.js'
import type { Check } from './examine.js'
import { broken, type Look, unasked, well } from './hops.js'
import { lostInServer } from './lostInServer.js'
import { backendLook, clocksLook } from './readiness.js'
import { type Round, type RoundParts, roundOf } from './round.js'

/** Looks at a server, hop by hop, and lets one probe go the whole way. */
export function serverRound(server: ExaminedServer, parts: RoundParts): Promise<Round> {
  let counted: HttpSaid = { unreachable: 'not asked' }
  return roundOf(
    {
      before: () => checksOf(server),
      open: () => server.open(),
      send: (detail) => server.send(detail),
      ready: async () => {
        counted = await server.get('metrics')
      },
      lost: async () => lostInServer(counted, await server.get('metrics')),
    },
    parts,
  )
}

function checksOf(server: ExaminedServer): readonly Check[] {
  let ready: HttpSaid = { unreachable: 'not asked' }
  return [
    { hop: 'server', what: 'answers', look: async () => answersLook(await server.get('healthz')) },
    { hop: 'credentials', what: 'of this command', look: async () => accessLook(await server.get('metrics')) },
    {
      hop: 'bus',
      what: 'of the server',
      look: async () => {
        ready = await server.get('readyz')
        return backendLook(ready, 'bus')
      },
    },
    { hop: 'table', what: 'of subscriptions', look: async () => backendLook(ready, 'store') },
    { hop: 'write', what: 'of the index', look: async () => backendLook(ready, 'index') },
    { hop: 'clock', what: 'of its backends', look: async () => clocksLook(ready) },
  ]
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
