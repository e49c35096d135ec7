import { Bucket } from './bucket.js'
import type { Scalar } from './where.js'

interface Node {
  readonly low: Scalar
  readonly high: Scalar
  readonly bucket: Bucket
  readonly priority: number
  /** The highest `high` in this part of the tree. */
  highest: Scalar
  left: Node | undefined
  right: Node | undefined
}

/**
 * Intervals, both ends inside, in a treap by their low end. Those that hold a value are found in about as many steps as
 * there are, however many others lie around. All ends are numbers, or all are strings.
 */
export class Intervals {
  #root: Node | undefined
  #size = 0
  #last = 1

  /** How many different intervals there are. */
  get size(): number {
    return this.#size
  }

  /** The bucket of an interval; made if need be, dropped when it has been emptied. */
  bucket(low: Scalar, high: Scalar): Bucket {
    const known = this.find(low, high)
    if (known !== undefined) return known
    const bucket = new Bucket(() => {
      this.#root = remove(this.#root, low, high)
      this.#size--
    })
    const node = { low, high, bucket, priority: this.#chance(), highest: high, left: undefined, right: undefined }
    this.#root = insert(this.#root, node)
    this.#size++
    return bucket
  }

  find(low: Scalar, high: Scalar): Bucket | undefined {
    let node = this.#root
    while (node !== undefined) {
      const order = compare(low, high, node)
      if (order === 0) return node.bucket
      node = order < 0 ? node.left : node.right
    }
    return undefined
  }

  /** How many entries a value would call for, counted up to `limit`. */
  crowdAt(value: Scalar, limit: number): number {
    return crowdAt(this.#root, value, limit)
  }

  /** Adds to `into` the buckets of all intervals that hold the value. */
  gather(value: Scalar, into: Bucket[]): void {
    gather(this.#root, value, into)
  }

  /** Priorities have to be irregular, not secret: a xorshift serves, and keeps the domain free of chance. */
  #chance(): number {
    this.#last = (this.#last + 0x9e3779b9) >>> 0
    let x = this.#last
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
    return (x ^ (x >>> 15)) >>> 0
  }
}

function gather(node: Node | undefined, value: Scalar, into: Bucket[]): void {
  let at = node
  while (at !== undefined && at.highest >= value) {
    gather(at.left, value, into)
    if (at.low > value) return
    if (at.high >= value) into.push(at.bucket)
    at = at.right
  }
}

function crowdAt(node: Node | undefined, value: Scalar, limit: number): number {
  let crowd = 0
  let at = node
  while (at !== undefined && at.highest >= value && crowd < limit) {
    crowd += crowdAt(at.left, value, limit - crowd)
    if (at.low > value) break
    if (at.high >= value) crowd += at.bucket.filings.length
    at = at.right
  }
  return crowd
}

function compare(low: Scalar, high: Scalar, node: Node): number {
  if (low !== node.low) return low < node.low ? -1 : 1
  return high === node.high ? 0 : high < node.high ? -1 : 1
}

function insert(node: Node | undefined, fresh: Node): Node {
  if (node === undefined) return fresh
  if (compare(fresh.low, fresh.high, node) < 0) {
    const left = insert(node.left, fresh)
    node.left = left
    if (left.priority > node.priority) {
      node.left = left.right
      left.right = measured(node)
      return measured(left)
    }
  } else {
    const right = insert(node.right, fresh)
    node.right = right
    if (right.priority > node.priority) {
      node.right = right.left
      right.left = measured(node)
      return measured(right)
    }
  }
  return measured(node)
}

function remove(node: Node | undefined, low: Scalar, high: Scalar): Node | undefined {
  if (node === undefined) return undefined
  const order = compare(low, high, node)
  if (order === 0) return joined(node.left, node.right)
  if (order < 0) node.left = remove(node.left, low, high)
  else node.right = remove(node.right, low, high)
  return measured(node)
}

function joined(a: Node | undefined, b: Node | undefined): Node | undefined {
  if (a === undefined || b === undefined) return a ?? b
  if (a.priority > b.priority) {
    a.right = joined(a.right, b)
    return measured(a)
  }
  b.left = joined(a, b.left)
  return measured(b)
}

function measured(node: Node): Node {
  node.highest = node.high
  if (node.left !== undefined && node.left.highest > node.highest) node.highest = node.left.highest
  if (node.right !== undefined && node.right.highest > node.highest) node.highest = node.right.highest
  return node
}
