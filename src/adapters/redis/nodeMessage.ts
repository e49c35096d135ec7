import type { QueryId } from '../../domain/query/query.js'
import type { Frame } from '../../domain/wire/frame.js'
import type { Goodbye } from '../../domain/wire/serverMessage.js'
import type { Address } from '../../ports/connection.js'

/** What one node says to another. */
export type NodeMessage =
  | { readonly kind: 'post'; readonly to: readonly Address[]; readonly frames: readonly Frame[] }
  /** Is answered by a receipt to `from`, once the frames are on their way or never will be. */
  | {
      readonly kind: 'answer'
      readonly to: Address
      readonly frames: readonly Frame[]
      readonly from: string
      readonly id: string
    }
  | { readonly kind: 'receipt'; readonly id: string; readonly undelivered: 'gone' | 'gaveUp' | null }
  | { readonly kind: 'close'; readonly to: Address; readonly code: number; readonly last: Goodbye | null }

type Head = Record<string, unknown> & { readonly frames?: readonly [bytes: number, hits: [QueryId, number][]][] }

/** Length of the head in four bytes, the head as JSON, then the bytes of the frames: once, whoever gets them. */
export function encode(message: NodeMessage): Buffer {
  const frames = 'frames' in message ? message.frames : []
  const told = frames.map(({ bytes, hits }) => [bytes.length, [...hits]])
  const head = Buffer.from(JSON.stringify('frames' in message ? { ...message, frames: told } : message))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(head.length)
  return Buffer.concat([length, head, ...frames.map(({ bytes }) => bytes)])
}

/** Throws where it was cut. The frames share the buffer. */
export function decode(buffer: Buffer): NodeMessage {
  let at = 4 + buffer.readUInt32BE(0)
  const { frames, ...head } = JSON.parse(buffer.toString('utf8', 4, at)) as Head
  if (frames === undefined) return head as unknown as NodeMessage
  const read = frames.map(([bytes, hits]): Frame => {
    if (at + bytes > buffer.length) throw new Error('a message between nodes was cut')
    const frame = { bytes: buffer.subarray(at, at + bytes), hits: new Map(hits) }
    at += bytes
    return frame
  })
  return { ...head, frames: read } as unknown as NodeMessage
}
