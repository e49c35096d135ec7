import type { Hit, Stored, Superseded } from '../../domain/document/hit.js'

/** A document's row: a JSON list of the document and its earlier versions. JSON keeps every name, `__proto__` too. */
export function encodeDocument({ hit, earlier }: Stored): Buffer {
  return Buffer.from(JSON.stringify(earlier.length === 0 ? [hit] : [hit, ...earlier]))
}

/** Throws where it is none. */
export function decodeDocument(row: Buffer): Stored {
  const [hit, ...earlier] = JSON.parse(row.toString()) as [Hit, ...Superseded[]]
  return { hit, earlier }
}
