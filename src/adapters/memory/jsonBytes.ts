/**
 * About how many bytes a JSON value takes in memory. Never recurses, so that no depth is too much for it; stops counting
 * beyond `most`.
 */
export function jsonBytes(value: unknown, most = Infinity): number {
  let bytes = 0
  const left: unknown[] = [value]
  while (left.length > 0 && bytes <= most) {
    const next = left.pop()
    if (typeof next === 'string') bytes += 16 + 2 * next.length
    else if (typeof next !== 'object' || next === null) bytes += 8
    else if (Array.isArray(next)) {
      bytes += 32
      for (const item of next) left.push(item)
    } else {
      bytes += 32
      for (const [name, inner] of Object.entries(next)) {
        bytes += 24 + name.length
        left.push(inner)
      }
    }
  }
  return bytes
}
