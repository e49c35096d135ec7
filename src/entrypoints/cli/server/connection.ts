import { WebSocket } from 'ws'
import type { Client } from '../../../../client/src/index.js'
import { connect } from '../../../../client/src/index.js'
import type { Schema } from '../../../domain/fields.js'
import type { Json } from '../../../domain/json.js'
import { ok, type Result, refuse } from '../../../domain/refusal.js'
import type { CommandLine, Flag } from '../command/command.js'
import type { Terminal } from '../terminal.js'
import { addressOf, defaultServer } from './address.js'
import { credentialFlags, credentialOf } from './credential.js'
import { whereOf } from './filter.js'
import { schemaOf } from './schema.js'

export const connectionFlags: readonly Flag[] = [
  { name: 'url', value: 'URL', text: `The server (else DELTABOARD_URL, else ${defaultServer})` },
  ...credentialFlags,
]

/** What `tail` and `export` ask for, and where. */
export interface Asked {
  readonly client: Client
  readonly schema: Schema
  readonly query: { readonly where: Json; readonly channel?: string }
  readonly server: string
}

/** Reads address, credential and filter, and begins to connect. A refusal's message may have several lines. */
export async function ask(line: CommandLine, terminal: Terminal): Promise<Result<Asked>> {
  const address = addressOf(line.value('url') ?? (terminal.env['DELTABOARD_URL'] || defaultServer))
  if (!address.ok) return address
  const credential = credentialOf(line, terminal.env)
  if (!credential.ok) return credential
  const schema = await schemaOf(address.value.page)
  const filtered = whereOf(line.words.join(' '), schema)
  if ('fault' in filtered) return refuse('usage', `the filter is not understood\n${filtered.fault}`)
  const channel = line.value('channel')
  const client = connect({ url: address.value.socket, WebSocket, ...credential.value })
  const query = { where: filtered.where, ...(channel === undefined ? {} : { channel }) }
  return ok({ client, schema, query, server: address.value.socket })
}
