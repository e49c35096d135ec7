import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sqsClient } from '../../../../src/adapters/aws/sqs/sqsClient.js'
import { Buses } from './buses.js'
import { messagesRefusal } from './messageSizes.js'

export interface EventBridge {
  readonly url: string
  stop(): Promise<void>
}

/**
 * EventBridge as far as a classic bus, rules and SQS targets go, over the wire of the AWS SDK; what is for SQS it passes
 * on to the server at `sqs`, so that one address serves both, and keeps SQS's limits of 1 MiB before it.
 */
export async function startEventBridge(sqs: string): Promise<EventBridge> {
  const agent = new Agent({ keepAlive: true })
  const local = { region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
  const client = sqsClient({ endpoint: sqs, ...local })
  const buses = new Buses(client)
  const { hostname, port } = new URL(sqs)

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const [service = '', action = ''] = String(incoming.headers['x-amz-target'] ?? '').split('.')
    if (service === 'AWSEvents') {
      const { status, answer } = await buses.handle(action, JSON.parse(body.toString('utf8')))
      answerJson(response, status, answer)
      return
    }
    const refusal = action.startsWith('SendMessage') ? messagesRefusal(JSON.parse(body.toString('utf8'))) : undefined
    if (refusal !== undefined) answerJson(response, 400, refusal)
    else passOn(incoming, body, response)
  }

  function passOn({ headers, method, url }: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const outgoing = request({ agent, hostname, port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    outgoing.on('error', () => response.destroy())
    // A long poll that nobody waits for any more shall take no message.
    response.on('close', () => outgoing.destroy())
    outgoing.end(body)
  }

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      await buses.stop()
      agent.destroy()
      client.destroy()
    },
  }
}

function answerJson(response: ServerResponse, status: number, answer: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer))
}
