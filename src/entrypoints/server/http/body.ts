import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { ok, type Result, refuse } from '../../../domain/refusal.js'

const inflate = promisify(gunzip)
/** What is read and thrown away of a body that is too large, so that its sender gets to read the answer. */
const discardedBytes = 16 * 2 ** 20

/** Bounds the memory of all bodies that are being read at a time. */
export class BodyBudget {
  #left: number

  constructor(bytes: number) {
    this.#left = bytes
  }

  /** Runs `task` if there is room for `bytes`, else answers undefined. */
  async within<T>(bytes: number, task: () => Promise<T>): Promise<T | undefined> {
    if (bytes > this.#left) return undefined
    this.#left -= bytes
    try {
      return await task()
    } finally {
      this.#left += bytes
    }
  }
}

/** What a body may take: its length as announced, or the limit where nobody knows. */
export function announcedBytes(request: IncomingMessage, limit: number): number {
  const length = Number(request.headers['content-length'] ?? Number.NaN)
  const encoded = request.headers['content-encoding'] !== undefined
  return encoded || Number.isNaN(length) ? limit : Math.min(length, limit)
}

export interface Body {
  /** As it was sent: what a signature is made over. */
  readonly sent: Buffer
  readonly plain: Buffer
}

/** Reads a body of at most `limit` bytes, before and after decompression. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Result<Body>> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  const known = encoding === 'identity' || encoding === '' || encoding === 'gzip'
  const announced = Number(request.headers['content-length'] ?? 0)
  const sent = announced > limit || !known ? await discard(request) : await collect(request, limit)
  if (!known) return refuse('unsupported_encoding', 'a body comes as it is, or as gzip')
  if (sent === undefined) return refuse('too_large', `a body may have ${limit} bytes`)
  if (encoding !== 'gzip') return ok({ sent, plain: sent })
  try {
    return ok({ sent, plain: await inflate(sent, { maxOutputLength: limit }) })
  } catch (fault) {
    if ((fault as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') {
      return refuse('too_large', `a body may have ${limit} bytes when it is unpacked`)
    }
    return refuse('bad_encoding', 'the body is not gzip')
  }
}

/** Undefined where it was more than `limit`. Throws where the sender went away. */
async function collect(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > limit + discardedBytes) break
    if (bytes > limit) chunks.length = 0
    else chunks.push(chunk)
  }
  if (bytes > limit) return undefined
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes)
}

/** Reads and forgets what is left of a body; a sender that goes on for too long is cut off. */
export async function discard(request: IncomingMessage): Promise<undefined> {
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > discardedBytes) break
  }
}
