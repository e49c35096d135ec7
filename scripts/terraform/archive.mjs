import { crc32, deflateRawSync } from 'node:zlib'

// 1980-01-01 00:00, the first that a zip can say.
const date = 0x0021
const time = 0

/**
 * A zip of files (`name` -> bytes), the same bytes for the same content: entries by name, no clock, no owner, mode 0644.
 * Written here because the module may use no provider for it, and what zips does not otherwise ship with Node.
 */
export function zip(files) {
  const bodies = []
  const directory = []
  let offset = 0
  for (const [name, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const packed = deflateRawSync(bytes, { level: 9 })
    const shape = shapeOf(name, bytes, packed)
    const local = Buffer.concat([u32(0x04034b50), shape, u16(0), Buffer.from(name)])
    // "Made by" Unix, so that the mode counts.
    const attributes = [u16(0), u16(0), u16(0), u16(0), u32(0o100644 * 0x10000), u32(offset)]
    directory.push(Buffer.concat([u32(0x02014b50), u16(0x031e), shape, ...attributes, Buffer.from(name)]))
    bodies.push(local, packed)
    offset += local.length + packed.length
  }
  const central = Buffer.concat(directory)
  const count = u16(directory.length)
  const end = Buffer.concat([u32(0x06054b50), u16(0), u16(0), count, count, u32(central.length), u32(offset), u16(0)])
  return Buffer.concat([...bodies, central, end])
}

/** From "version needed" to the name's length: in both headers alike. */
function shapeOf(name, bytes, packed) {
  const deflated = 8
  const utf8 = 0x0800
  const sizes = [u32(crc32(bytes)), u32(packed.length), u32(bytes.length)]
  return Buffer.concat([
    u16(20),
    u16(utf8),
    u16(deflated),
    u16(time),
    u16(date),
    ...sizes,
    u16(Buffer.byteLength(name)),
  ])
}

function u16(value) {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function u32(value) {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}
