import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { connect } from '../../client/src/index.js'
import packageJson from '../../package.json' with { type: 'json' }
import { lettersOf } from '../../src/adapters/aws/sqs/letterMessage.js'
import { readDeltaRecord, readEventRecord } from '../../src/adapters/aws/sqs/records.js'
import { Documents } from '../../src/adapters/opensearch/documents.js'
import { decode } from '../../src/adapters/redis/nodeMessage.js'
import { defaultSchema } from '../../src/domain/fields.js'
import type { ServerMessage } from '../../src/domain/wire/serverMessage.js'
import { parseClientMessage } from '../../src/entrypoints/wire/parseClientMessage.js'
import { eventually } from '../support/eventually.js'
import { grown, ungrown } from '../support/formats/grown.js'
import type { messages } from '../support/formats/messages.js'
import { released, releases } from '../support/formats/released.js'
import type { wire } from '../support/formats/wire.js'

type Messages = ReturnType<typeof messages>
type Wire = Awaited<ReturnType<typeof wire>>

test('the formats of the version that stands in package.json are kept', () => {
  expect(releases).toContain(packageJson.version)
})

// A document may hold any name: there, nothing is added.
const content = (path: readonly string[]) =>
  path.some((name) => ['now', 'was', 'hit', 'hits', 'by', 'facets'].includes(name))

describe.each(releases)('what version %s wrote', (version) => {
  const written = released<Messages>(version, 'messages')

  describe.each([
    ['as it is', (text: string) => text],
    ['with more, as a later version may write it', (text: string) => JSON.stringify(grown(JSON.parse(text), content))],
  ])('%s', (_, told) => {
    test('to the queue of events is read', () => {
      // A producer's own detail has no names of ours.
      const body = (text: string) => JSON.stringify({ ...JSON.parse(told(text)), detail: JSON.parse(text).detail })
      const read = written.eventBodies.map((text) => readEventRecord(body(text)))
      expect(read).toEqual(written.events.map((value) => ({ ok: true, value })))
    })

    test('as deltas and welcomes is read, by the bus or straight', () => {
      for (const bodies of [written.deltaBodies, written.busBodies]) {
        const items = bodies.flatMap((text) => itemsOf(told(text)))
        expect(items).toEqual(written.deltas.map((item) => ({ topic: 'deltas', item })))
      }
      const welcomes = written.welcomeBodies.flatMap((text) => itemsOf(told(text)))
      expect(welcomes).toEqual(written.welcomes.map((item) => ({ topic: 'welcomes', item })))
    })

    test('from node to node is understood', () => {
      const read = written.nodeMessages.map((text) => decode(withHead(Buffer.from(text, 'base64'), told)))
      expect(read.map(({ kind }) => kind)).toEqual(['post', 'answer', 'receipt', 'close'])
      for (const message of read.slice(0, 2)) {
        const [frame] = 'frames' in message ? message.frames : []
        expect(String(frame?.bytes)).toBe(written.frame)
      }
      expect(ungrown(read[3])).toMatchObject({ code: 4429, last: { reason: 'slow' } })
    })

    test('into the index is a document with its trail', () => {
      const codec = new Documents(defaultSchema)
      const sources = written.sources.map((source) => {
        // What is undeclared is the document's.
        const { _deltaboard: ours } = source
        return ours === undefined ? source : { ...source, _deltaboard: JSON.parse(told(JSON.stringify(ours))) }
      })
      expect(ungrown(sources.map((source) => codec.decode(source)))).toEqual(written.documents)
    })
  })

  test('to the dead letters is read', () => {
    const read = written.letterMessages.flatMap(({ attributes = {}, body }, i) => {
      const texts = Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }])
      const MessageAttributes = Object.fromEntries(texts)
      return lettersOf({ Body: body, MessageAttributes, MessageId: String(i) }, 'events')
    })
    expect(read).toEqual(written.letters)
  })

  test('as a client is taken by the server', () => {
    const { requests } = released<Wire>(version, 'wire')
    const read = requests.map((request) => parseClientMessage(JSON.stringify(request)))
    expect(read).toEqual(requests.map((message) => ({ ok: true, message })))
  })

  test.each([
    ['as it is', false],
    ['with more, as a later version may say it', true],
  ])('as a server is shown by the SDK, %s', async (_, more) => {
    const frames = released<Wire>(version, 'wire').frames.flatMap((text) => JSON.parse(text) as ServerMessage)
    const later = { type: 'aLaterMessage', ref: 'x' } as unknown as ServerMessage
    const said = more ? [later, ...frames.map((message) => grown(message, content)), later] : frames
    const url = await repeat(
      said.filter(({ type }) => ['subscribed', 'snapshot', 'hits', 'aLaterMessage'].includes(type)),
    )
    const client = connect({ url, WebSocket })
    onTestFinished(() => client.close())
    const live = client.live({ channel: 'service:checkout', where: { level: 'error' }, limit: 50 })
    const shown = () => live.getSnapshot().hits.map(({ eventId, version: at }) => `${eventId} ${at}`)
    await eventually('the view is as it was', () => shown().sort().join() === 'a 2,c 1')
    expect(live.getSnapshot()).toMatchObject({ state: 'live', total: 2 })
  })
})

function itemsOf(body: string): unknown[] {
  const read = readDeltaRecord(body)
  if (!read.ok) throw new Error(read.refusal.message)
  return read.value.map(ungrown)
}

/** The bytes of frames follow the head. */
function withHead(message: Buffer, told: (text: string) => string): Buffer {
  const end = 4 + message.readUInt32BE(0)
  const head = Buffer.from(told(message.toString('utf8', 4, end)))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(head.length)
  return Buffer.concat([length, head, message.subarray(end)])
}

/** A server that answers any subscribe with what was said once. */
async function repeat(said: readonly ServerMessage[]): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'deltaboard.v1' })
  onTestFinished(() => void server.close())
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      const { action, ref } = JSON.parse(String(data))
      if (action !== 'subscribe') return
      for (const message of said) socket.send(JSON.stringify('ref' in message ? { ...message, ref } : message))
    })
  })
  await once(server, 'listening')
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`
}
