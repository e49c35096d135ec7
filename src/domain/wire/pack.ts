import type { QueryId } from '../query/query.js'
import { type Frame, frameBytes } from './frame.js'
import { utf8Bytes, utf8Length } from './utf8.js'

/** One serialised entry of a message's list. Made once, whatever the number of messages and receivers. */
export interface Item {
  readonly text: string
  readonly bytes: number
}

/** A list of a message, such as `hits`: its name and its items, in order. */
export interface List {
  readonly name: string
  readonly items: readonly Item[]
  /** Present even where it is empty. */
  readonly always?: boolean
}

/**
 * A message as parts: its head (`"type":"hits","queryId":"…"`), its lists, and the tail that stands on the last part
 * only. It may be split between any two items; each part is a message of its own.
 */
export interface Outline {
  readonly queryId?: QueryId
  /** Changes that the tail tells as left out: a receiver that doesn't get it misses them too. */
  readonly dropped?: number
  /** JSON members without braces, for part `n`. */
  head(part: number): string
  readonly lists: readonly List[]
  /** JSON members without braces, or empty. */
  tail(last: boolean): string
}

/** Head, tails, list names and separators of one message never take more than this. */
const envelopeBytes = 4096
/** What one item may have at most: with its envelope it fits a frame. */
export const itemBytes = frameBytes - envelopeBytes

export function itemOf(value: unknown): Item {
  const text = JSON.stringify(value)
  return { text, bytes: utf8Length(text) }
}

/**
 * Packs messages into frames, in order: for a client that takes arrays as many in a frame as fit, else one a frame.
 * Greedy over a fixed order, which no other way of cutting betters by more than one frame.
 */
export function pack(outlines: readonly Outline[], packed: boolean): readonly Frame[] {
  return [...framesOf(outlines, packed)]
}

/** The same, each frame made when it is asked for: who sends them as they are taken holds no more than that. */
export function* framesOf(outlines: readonly Outline[], packed: boolean): Iterable<Frame> {
  const packer = new Packer(packed)
  for (const outline of outlines) yield* packer.add(outline)
  yield* packer.finish()
}

class Packer {
  readonly #packed: boolean
  #frames: Frame[] = []
  #messages: string[] = []
  #bytes = 2
  #hits = new Map<QueryId, number>()

  constructor(packed: boolean) {
    this.#packed = packed
  }

  *add(outline: Outline): Iterable<Frame> {
    const names = outline.lists.map((list) => list.name)
    const always = outline.lists.map((list) => list.always === true)
    const items = outline.lists.flatMap((list, at) => list.items.map((item) => ({ item, at })))
    const tail = Math.max(utf8Length(outline.tail(true)), utf8Length(outline.tail(false)))
    const fixed = tail + names.reduce((sum, name) => sum + name.length + 8, 8)
    let next = 0
    for (let part = 0; ; part++) {
      const head = outline.head(part)
      let bytes = utf8Length(head) + fixed
      if (this.#bytes + bytes + (items[next]?.item.bytes ?? 0) > frameBytes) this.#flush()
      const texts: string[][] = names.map(() => [])
      let count = 0
      while (next < items.length) {
        const { item, at } = items[next] as { item: Item; at: number }
        if (this.#bytes + bytes + item.bytes + 1 > frameBytes && count > 0) break
        texts[at]?.push(item.text)
        bytes += item.bytes + 1
        count++
        next++
      }
      const last = next >= items.length
      const members = [head]
      for (const [i, name] of names.entries()) {
        if (always[i] || texts[i]?.length) members.push(`"${name}":[${texts[i]?.join(',')}]`)
      }
      const end = outline.tail(last)
      if (end !== '') members.push(end)
      this.#put(`{${members.join(',')}}`, bytes, outline.queryId, count + (last ? (outline.dropped ?? 0) : 0))
      yield* this.#made()
      if (last) return
    }
  }

  finish(): readonly Frame[] {
    this.#flush()
    return this.#made()
  }

  #made(): readonly Frame[] {
    const frames = this.#frames
    if (frames.length > 0) this.#frames = []
    return frames
  }

  #put(message: string, bytes: number, queryId: QueryId | undefined, hits: number): void {
    this.#messages.push(message)
    this.#bytes += bytes + 1
    if (queryId !== undefined && hits > 0) this.#hits.set(queryId, (this.#hits.get(queryId) ?? 0) + hits)
    if (!this.#packed) this.#flush()
  }

  #flush(): void {
    if (this.#messages.length === 0) return
    const text = this.#messages.length === 1 ? (this.#messages[0] as string) : `[${this.#messages.join(',')}]`
    this.#frames.push({ bytes: utf8Bytes(text), hits: this.#hits })
    this.#messages = []
    this.#bytes = 2
    this.#hits = new Map()
  }
}
