import type { Hit } from '../document/hit.js'
import { keyOf } from '../document/identity.js'
import { type Item, itemOf } from './pack.js'
import type { Piece } from './serverMessage.js'

/** UTF-16 units of one piece: with three bytes each, as JSON in JSON, and the longest key, it fits an item. */
const pieceLength = 7000

/** A whole document's JSON, in pieces that fit a frame. A pair of surrogates may be cut in two: joined, it is one again. */
export function piecesOf(hit: Hit): readonly Item[] {
  const text = JSON.stringify(hit)
  const key = keyOf(hit)
  const pieces: Item[] = []
  for (let at = 0; at < text.length; at += pieceLength) {
    pieces.push(itemOf({ key, text: text.slice(at, at + pieceLength) } satisfies Piece))
  }
  return pieces
}
