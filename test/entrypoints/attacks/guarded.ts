import type { ApiKey } from '../../../src/adapters/node/auth/apiKey.js'
import { makeApiKey } from '../../../src/adapters/node/auth/makeApiKey.js'
import type { AccessRule } from '../../../src/domain/rights/accessRules.js'
import { TestClient } from '../../support/testClient.js'
import { type Answered, rawRequest } from '../server/rawRequest.js'
import { type Served, type ServeOptions, serve } from '../server/serve.js'
import { audience, type Issuer, issuer, startIssuer } from './issuer.js'

/** Who sees what: operators everything, members what is of their teams. */
const access: readonly AccessRule[] = [
  { when: { role: 'operator' }, allow: {} },
  { when: { role: 'member' }, allow: { team: { in: { claim: 'teams' } } } },
]

export const producer = {
  name: 'shop',
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'a secret of forty letters and more',
}
export const writer = makeApiKey({ name: 'shop', scopes: ['write'] })

/** A server that wants credentials, and the issuer that it trusts. */
export interface Guarded extends Served {
  readonly issuer: Issuer
  /** Comes in as these claims say. */
  enter(claims?: Readonly<Record<string, unknown>>): Promise<TestClient>
  /** Stores events, by the key that may write. */
  put(...details: readonly object[]): Promise<void>
}

export async function serveGuarded(
  more: { readonly access?: readonly AccessRule[]; readonly keys?: readonly ApiKey[]; readonly fields?: object } & Pick<
    ServeOptions,
    'node' | 'now'
  > = {},
): Promise<Guarded> {
  const id = await startIssuer()
  const { keys = [], fields, access: rules = access, ...options } = more
  const flags = ['--api-keys', 'keys', '--producer-keys', 'producers']
  const jwt = ['--jwks', id.jwks, '--jwt-issuer', issuer, '--jwt-audience', audience]
  const served = await serve({
    ...options,
    flags: [...flags, ...jwt],
    files: {
      keys: JSON.stringify([writer.entry, ...keys]),
      producers: JSON.stringify([producer]),
      'board.json': JSON.stringify({ access: rules, ...(fields === undefined ? {} : { fields }) }),
    },
  })
  return {
    ...served,
    issuer: id,
    enter: (claims) => TestClient.open(served.ws, ['deltaboard.v1', `bearer.${id.token(claims)}`]),
    async put(...details) {
      const body = JSON.stringify(details.map((detail) => ({ service: 'checkout', eventType: 'order', ...detail })))
      const answer = await fetch(`${served.url}/events`, { method: 'POST', headers: { 'x-api-key': writer.key }, body })
      const told = (await answer.json()) as { accepted?: number }
      if (told.accepted !== details.length) throw new Error(JSON.stringify(told))
    },
    async stop() {
      await served.stop()
      id.stop()
    },
  }
}

/** The answer to an upgrade: 101, or why not. */
export function handshake(ws: string, headers: Record<string, string> = {}): Promise<Answered> {
  const upgrade = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  }
  return rawRequest(ws.replace(/^ws/, 'http'), { headers: { ...upgrade, ...headers } })
}
