const encoder = new TextEncoder()

/** Bytes of a string in UTF-8, without making them. A lone surrogate counts as U+FFFD, which is what it is sent as. */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) continue
    if (unit < 0x800) bytes += 1
    else if (unit >= 0xd800 && unit <= 0xdbff && isLow(text.charCodeAt(i + 1))) {
      // Two units, four bytes.
      bytes += 2
      i++
    } else bytes += 2
  }
  return bytes
}

export function utf8Bytes(text: string): Uint8Array {
  return encoder.encode(text)
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff
}
