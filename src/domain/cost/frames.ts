import { frameBytes } from '../wire/frame.js'
import { documentBytes } from './ingesting.js'
import { frameAddedBytes } from './sizes.js'
import type { Workload } from './workload.js'

const room = frameBytes - frameAddedBytes

/** Of a document as a viewer gets it: one that fits into no frame is cut. */
export function hitBytes(w: Workload): number {
  return Math.min(documentBytes(w), room)
}

/** Documents that fit into one frame, which API Gateway meters as one message. */
export function hitsOfFrame(w: Workload): number {
  return Math.floor(room / hitBytes(w))
}
