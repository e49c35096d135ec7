import { packDeltas } from '../../../src/adapters/aws/deltaPacks.js'
import { bodiesOf } from '../../../src/adapters/aws/sqs/bodies.js'
import { messageOf } from '../../../src/adapters/aws/sqs/letterMessage.js'
import { Documents } from '../../../src/adapters/opensearch/documents.js'
import { encode } from '../../../src/adapters/redis/nodeMessage.js'
import { defaultSchema } from '../../../src/domain/fields.js'
import { plain } from '../../../src/domain/wire/outlines.js'
import { pack } from '../../../src/domain/wire/pack.js'
import { connections, deltas, documents, events, letters, welcomes } from './samples.js'

/** What travels between processes, or lies in an index, as the codecs write it; beside it what they were given. */
export function messages() {
  const [to] = connections.map(({ identity: _, expiresAt: __, ...address }) => address)
  if (to === undefined) throw new Error('nobody to post to')
  const frames = pack([plain({ type: 'pong', ref: 'r', now: '2026-11-24T09:30:00.000Z' })], true)
  const nodeMessages = [
    { kind: 'post', to: [to], frames },
    { kind: 'answer', to, frames, from: 'node-2', id: 'x' },
    { kind: 'receipt', id: 'x', undelivered: 'gone' },
    { kind: 'close', to, code: 4429, last: { type: 'goodbye', reason: 'slow', reconnectAfterMs: 1000 } },
  ] as const
  const codec = new Documents(defaultSchema)
  return {
    events,
    eventBodies: bodiesOf('events', events).map(({ text }) => text),
    deltas,
    deltaBodies: bodiesOf('deltas', deltas).map(({ text }) => text),
    // As a rule of the deltas' bus delivers them.
    busBodies: packDeltas(deltas).map(({ detail }) =>
      JSON.stringify({
        version: '0',
        id: '0f5c',
        'detail-type': 'deltas',
        source: 'deltaboard',
        account: '123456789012',
        time: '2026-11-24T09:30:00Z',
        region: 'eu-central-1',
        resources: [],
        detail: JSON.parse(detail),
      }),
    ),
    welcomes,
    welcomeBodies: bodiesOf('welcomes', welcomes).map(({ text }) => text),
    letters,
    letterMessages: letters.map(messageOf),
    frame: Buffer.from((frames[0] as (typeof frames)[number]).bytes).toString(),
    nodeMessages: nodeMessages.map((message) => encode(message).toString('base64')),
    documents,
    sources: documents.map((stored) => JSON.parse(codec.encode(stored))),
  }
}
