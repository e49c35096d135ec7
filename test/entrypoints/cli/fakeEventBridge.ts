import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface FakeEntry {
  readonly Source: string
  readonly DetailType: string
  readonly Detail: string
  readonly Time?: number
  readonly EventBusName?: string
}

/** What it answers to a call: a status and a body. */
export type Answering = (entries: readonly FakeEntry[], call: number) => { status: number; body: object }

export const takesAll: Answering = (entries) => ({
  status: 200,
  body: { FailedEntryCount: 0, Entries: entries.map((_, i) => ({ EventId: `id-${i}` })) },
})

/** The PutEvents API over HTTP, as the AWS SDK finds it, answering as a test says. */
export async function fakeEventBridge(answer: Answering = takesAll) {
  const calls: FakeEntry[][] = []
  const server = createServer((request, response) => {
    void bodyOf(request).then((text) => {
      const { Entries } = JSON.parse(text) as { Entries: FakeEntry[] }
      calls.push(Entries)
      const { status, body } = answer(Entries, calls.length)
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
      response.end(JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    calls,
    entries: () => calls.flat(),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
