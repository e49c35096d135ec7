import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'

/** The one file of a folder that holds its data. */
export function dataFileOf(dir: string): string {
  return join(dir, 'deltaboard.mdb')
}

export const storeOptions = {
  noSubdir: true,
  encoding: 'binary',
  maxDbs: 8,
  // Groups are made here. The store's own would leave a promise that nobody can catch when a transaction fails.
  eventTurnBatching: false,
} as const

// The store's file begins with two pages that describe it, each after a header of 24 bytes.
const magicAt = 24
const magic = 0xbeefc0de
const pageSizeAt = 48
const lastPageAt = 144
const described = 152

/**
 * Why a file is no store, or not a whole one; undefined where it can be opened, or is not there. The store itself maps
 * what it is given into memory, and a file that is something else, or cut short, ends the process.
 */
export function whyNoStore(path: string): string | undefined {
  if (!existsSync(path)) return undefined
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    // As a process leaves it that ends before its first transaction.
    if (size === 0) return undefined
    const first = page(file, 0)
    if (first === undefined || first.readUInt32LE(magicAt) !== magic) return `${path} is not a file of deltaboard`
    const pageSize = first.readUInt32LE(pageSizeAt)
    const second = page(file, pageSize)
    const pages = [first, second].map((each) => Number(each?.readBigUInt64LE(lastPageAt) ?? Infinity) + 1)
    if (Math.min(...pages) * pageSize > size) return `${path} is damaged: its end is missing`
    return undefined
  } finally {
    closeSync(file)
  }
}

function page(file: number, at: number): Buffer | undefined {
  const buffer = Buffer.alloc(described)
  return readSync(file, buffer, 0, described, at) === described ? buffer : undefined
}
