import { openAccount } from '../../adapters/aws/doctor/openAccount.js'
import { openProbeLine } from '../../adapters/node/doctor/probeSocket.js'
import { examineIndex } from '../../adapters/opensearch/examineIndex.js'
import { faultOf } from '../../adapters/opensearch/fault.js'
import { openSearchClient } from '../../adapters/opensearch/openSearchClient.js'
import { Requests } from '../../adapters/opensearch/requests.js'
import type { ExaminedCloud } from '../../ports/examinedCloud.js'
import type { IndexAddress } from '../config/backends.js'

export interface CloudOptions {
  readonly region: string
  readonly index: IndexAddress & { readonly prefix: string }
  /** Of the WebSocket. */
  readonly socket: string
  readonly headers: () => Readonly<Record<string, string>>
  readonly send: ExaminedCloud['send']
}

const once = { baseMs: 1, mostMs: 1, budgetMs: 1 }

/** An installation on AWS as the doctor meets it. */
export function cloudToExamine(options: CloudOptions): ExaminedCloud & { close(): Promise<void> } {
  const { headers, index, region, send, socket } = options
  const account = openAccount(region)
  const { auth, url } = index
  const client = openSearchClient({
    url,
    auth: auth.kind === 'sigv4' ? { ...auth, region } : auth,
    requestTimeoutMs: 5000,
  })
  const requests = new Requests(client, once)
  const serverless = auth.kind === 'sigv4' && auth.service === 'aoss'
  return {
    caller: () => account.caller(),
    bus: (name) => account.bus(name),
    rule: (bus, name) => account.rule(bus, name),
    queue: (at) => account.queue(at),
    mappings: (at) => account.mappings(at),
    function: (at) => account.function(at),
    call: (at) => account.call(at),
    table: (name) => account.table(name),
    index: async () => {
      try {
        return await examineIndex(requests, { prefix: index.prefix, serverless })
      } catch (fault) {
        const { message, status } = faultOf(fault)
        return { untold: status === 401 || status === 403 ? 'denied' : 'away', why: message }
      }
    },
    send,
    open: () => openProbeLine(socket, headers()),
    close: async () => {
      account.close()
      await client.close()
    },
  }
}
